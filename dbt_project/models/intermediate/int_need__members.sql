-- Which LSOAs of 2021, with which share of their people, make up each area that need is measured
-- for.
with parts as (
    select
        to_area_type as area_type,
        to_area_code as area_code,
        from_area_code as lsoa_2021_code,
        cast(weight as decimal(10, 9)) as weight
    from {{ ref('area_lookup') }}
    where
        from_area_type = 'lsoa_2021'
        and to_area_type in ('msoa_2021', 'ward_2017', 'ward_2024', 'ward_2025')
    union all
    select distinct
        'lsoa_2021' as area_type,
        from_area_code as area_code,
        from_area_code as lsoa_2021_code,
        cast(1 as decimal(10, 9)) as weight
    from {{ ref('area_lookup') }}
    where from_area_type = 'lsoa_2021' and to_area_type = 'country'
)

select
    parts.*,
    cast(parts.weight * residents.usual_residents as decimal(18, 6)) as people,
    areas.district_2024_code,
    areas.region_code
from parts
inner join {{ ref('stg_ons_census21_residents__lsoas') }} as residents
    on parts.lsoa_2021_code = residents.lsoa_2021_code
inner join {{ ref('int_lsoa_2021__areas') }} as areas
    on parts.lsoa_2021_code = areas.lsoa_2021_code
where residents.usual_residents > 0 and parts.weight > 0
