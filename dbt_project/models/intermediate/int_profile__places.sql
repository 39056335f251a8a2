-- Open places of each kind in each area. An area is covered when every district that it has an LSOA
-- in is.
with kinds as (
    select item as category
    from {{ ref('ref_profile_measures') }}
    where dataset = 'places'
),

districts as (
    select distinct
        members.area_type,
        members.area_code,
        lsoas.district_2024_code
    from {{ ref('int_profile__members') }} as members
    inner join {{ ref('int_lsoa_2021__areas') }} as lsoas
        on members.lsoa_2021_code = lsoas.lsoa_2021_code
),

covered as (
    select
        districts.area_type,
        districts.area_code,
        coverage.category,
        min(coverage.as_at) as as_at,
        min(coverage.source_id) as source_id
    from districts
    inner join {{ ref('place_coverage') }} as coverage
        on districts.district_2024_code = coverage.district_2024_code
    inner join kinds on coverage.category = kinds.category
    group by districts.area_type, districts.area_code, coverage.category
    having bool_and(coverage.is_covered)
),

counted as (
    select
        members.area_type,
        members.area_code,
        places.category,
        count(*) as places
    from {{ ref('places') }} as places
    inner join kinds on places.category = kinds.category
    inner join {{ ref('int_profile__members') }} as members
        on places.lsoa_2021_code = members.lsoa_2021_code
    where places.is_open and places.duplicate_of is null
    group by members.area_type, members.area_code, places.category
)

select
    covered.*,
    coalesce(counted.places, 0) as places
from covered
left join counted
    on
        covered.area_type = counted.area_type
        and covered.area_code = counted.area_code
        and covered.category = counted.category
