-- Parents: the area of the next level that holds most of an area's people.
with parents as (
    select
        from_area_type as area_type,
        from_area_code as area_code,
        to_area_type as parent_area_type,
        to_area_code as parent_area_code
    from {{ ref('area_lookup') }}
    where (from_area_type, to_area_type) in (
        ('lsoa_2011', 'ward_2017'), ('lsoa_2021', 'ward_2024'),
        ('ward_2017', 'district_2019'), ('ward_2024', 'district_2024'),
        ('ward_2025', 'district_2024'), ('msoa_2021', 'district_2024'),
        ('ward_2019', 'district_2019'), ('upper_tier_2023', 'region'),
        ('constituency_2024', 'region'), ('district_2019', 'region'), ('district_2024', 'region'),
        ('combined_authority_2023', 'country'), ('region', 'country')
    )
    qualify row_number() over (
        partition by from_area_type, from_area_code order by weight desc, to_area_code asc
    ) = 1
),

atoms as (
    select
        overlap.*,
        case
            when rural_urban.rural_urban_2021_group = 'Rural' then overlap.shared_residents
            else 0
        end as rural_residents,
        case when left_behind.ward_2017_code is not null then 'left_behind_225' end
            as left_behind_225_code,
        centroid.easting,
        centroid.northing
    from {{ ref('int_lsoa__overlap') }} as overlap
    left join {{ ref('stg_ons_rural_urban_2021__lsoas') }} as rural_urban
        on overlap.lsoa_2021_code = rural_urban.lsoa_2021_code
    left join {{ ref('stg_ons_lsoa21_centroids__lsoas') }} as centroid
        on overlap.lsoa_2021_code = centroid.lsoa_2021_code
    left join {{ ref('stg_ocsi_left_behind_wards__wards') }} as left_behind
        on overlap.ward_2017_code = left_behind.ward_2017_code
),

people as (
    {% for area_type in [
        'lsoa_2011', 'lsoa_2021', 'msoa_2021', 'ward_2017', 'ward_2019', 'ward_2024', 'ward_2025',
        'district_2019', 'district_2024', 'upper_tier_2023', 'constituency_2024',
        'combined_authority_2023', 'region', 'country', 'left_behind_225',
    ] %}
    select
        '{{ area_type }}' as area_type,
        {{ area_type }}_code as area_code,
        sum(shared_residents) as residents,
        sum(rural_residents) as rural_residents,
        cast(sum(shared_residents * cast(easting as decimal(10, 2))) as double) as easting_total,
        cast(sum(shared_residents * cast(northing as decimal(10, 2))) as double) as northing_total
    from atoms
    where {{ area_type }}_code is not null
    group by all
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

rural_urban as (
    select
        'lsoa_2011' as area_type,
        lsoa_2011_code as area_code,
        rural_urban_2011_code as rural_urban_code,
        rural_urban_2011_name as rural_urban_name
    from {{ ref('stg_ons_rural_urban_2011__lsoas') }}
    union all
    select
        'lsoa_2021' as area_type,
        lsoa_2021_code as area_code,
        rural_urban_2021_code as rural_urban_code,
        rural_urban_2021_name as rural_urban_name
    from {{ ref('stg_ons_rural_urban_2021__lsoas') }}
)

select
    named.area_type,
    named.area_code,
    named.area_name,
    types.vintage,
    parents.parent_area_type,
    parents.parent_area_code,
    parent_named.area_name as parent_area_name,
    cast(people.residents as double) as population_2021_count,
    cast(people.rural_residents as double) as rural_population_2021_count,
    cast(people.rural_residents as double) / cast(people.residents as double)
        as rural_population_share,
    rural_urban.rural_urban_code,
    rural_urban.rural_urban_name,
    round(people.easting_total / cast(people.residents as double), 0) as centroid_easting_metres,
    round(people.northing_total / cast(people.residents as double), 0) as centroid_northing_metres
from {{ ref('int_area__named') }} as named
inner join {{ ref('ref_area_types') }} as types on named.area_type = types.area_type
left join parents
    on named.area_type = parents.area_type and named.area_code = parents.area_code
left join {{ ref('int_area__named') }} as parent_named
    on
        parents.parent_area_type = parent_named.area_type
        and parents.parent_area_code = parent_named.area_code
left join people
    on named.area_type = people.area_type and named.area_code = people.area_code
left join rural_urban
    on named.area_type = rural_urban.area_type and named.area_code = rural_urban.area_code
where named.is_england
