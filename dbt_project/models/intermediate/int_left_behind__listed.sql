-- The share of each area's residents who live in the areas of two lists: the 225 wards of 2017 that
-- were published as left behind, and the MSOAs of Pride in Place.
{% set area_types = ['lsoa_2021', 'msoa_2021', 'ward_2017', 'ward_2024', 'ward_2025'] %}
with pride_in_place as (
    select distinct area_code as msoa_2021_code
    from {{ ref('regeneration_awards') }}
    where fund = 'Pride in Place' and area_type = 'msoa_2021'
),

people as (
    select
        overlap.*,
        if(published.ward_2017_code is null, 0, overlap.shared_residents) as published_residents,
        if(pride_in_place.msoa_2021_code is null, 0, overlap.shared_residents) as pride_residents
    from {{ ref('int_lsoa__overlap') }} as overlap
    left join {{ ref('stg_ocsi_left_behind_wards__wards') }} as published
        on overlap.ward_2017_code = published.ward_2017_code
    left join pride_in_place on overlap.msoa_2021_code = pride_in_place.msoa_2021_code
)

{% for area_type in area_types %}
select
    '{{ area_type }}' as area_type,
    {{ area_type }}_code as area_code,
    cast(sum(shared_residents) as double) as residents,
    cast(sum(published_residents) / sum(shared_residents) as double) as published_225_share,
    cast(sum(pride_residents) / sum(shared_residents) as double) as pride_in_place_share
from people
where {{ area_type }}_code is not null
group by {{ area_type }}_code
{% if not loop.last %}union all{% endif %}
{% endfor %}
