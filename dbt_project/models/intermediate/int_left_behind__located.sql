-- The areas that are judged left behind or not, with residents and the district and region that
-- hold most of them. Wards that own no LSOA are not among them.
{% set area_types = ['lsoa_2021', 'msoa_2021', 'ward_2017', 'ward_2024', 'ward_2025'] %}
with shared as (
    {% for area_type in area_types %}
    select
        '{{ area_type }}' as area_type,
        {{ area_type }}_code as area_code,
        district_2024_code,
        region_code,
        sum(shared_residents) as residents
    from {{ ref('int_lsoa__overlap') }}
    where {{ area_type }}_code is not null
    group by all
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

located as (
    select *
    from shared
    qualify row_number() over (
        partition by area_type, area_code order by residents desc, district_2024_code asc
    ) = 1
)

select
    located.area_type,
    located.area_code,
    named.area_name,
    located.district_2024_code,
    districts.area_name as district_2024_name,
    located.region_code,
    regions.area_name as region_name
from located
left join {{ ref('int_area__named') }} as named
    on located.area_type = named.area_type and located.area_code = named.area_code
left join {{ ref('int_area__named') }} as districts
    on districts.area_type = 'district_2024' and located.district_2024_code = districts.area_code
left join {{ ref('int_area__named') }} as regions
    on regions.area_type = 'region' and located.region_code = regions.area_code
