-- The areas that money can be shared out to, with the district, county and region that hold most of
-- the residents of each.
with nearest as (
    select
        from_area_type as area_type,
        from_area_code as area_code,
        to_area_type,
        to_area_code
    from {{ ref('area_lookup') }}
    where to_area_type in ('district_2024', 'upper_tier_2023', 'region')
    qualify row_number() over (
        partition by from_area_type, from_area_code, to_area_type
        order by weight desc, to_area_code asc
    ) = 1
),

-- What is itself a district or a region belongs to itself.
held as (
    select *
    from nearest
    union all
    select
        area_type,
        area_code,
        area_type as to_area_type,
        area_code as to_area_code
    from {{ ref('areas') }}
    where area_type in ('district_2024', 'region')
)

select
    areas.area_type,
    areas.area_code,
    areas.area_name,
    areas.population_2021_count,
    max(held.to_area_code) filter (where held.to_area_type = 'district_2024')
        as district_2024_code,
    max(held.to_area_code) filter (where held.to_area_type = 'upper_tier_2023')
        as upper_tier_2023_code,
    max(held.to_area_code) filter (where held.to_area_type = 'region') as region_code
from {{ ref('areas') }} as areas
left join held
    on areas.area_type = held.area_type and areas.area_code = held.area_code
where
    areas.area_type in (
        'region', 'district_2024', 'ward_2017', 'ward_2024', 'ward_2025', 'msoa_2021', 'lsoa_2021'
    )
group by all
