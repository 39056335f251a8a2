with districts as (
    select distinct
        lookup.district_2024_code,
        lookup.district_2024_name,
        areas.atco_area_code
    from {{ ref('stg_ons_lsoa21_ward24__lsoas') }} as lookup
    left join {{ ref('ref_district_2024_atco_areas') }} as areas
        on lookup.district_2024_code = areas.district_2024_code
    where {{ is_england('lookup.district_2024_code') }}
),

residents as (
    select
        lookup.district_2024_code,
        sum(people.usual_residents) as residents
    from {{ ref('stg_ons_lsoa21_ward24__lsoas') }} as lookup
    inner join {{ ref('stg_ons_census21_residents__lsoas') }} as people
        on lookup.lsoa_2021_code = people.lsoa_2021_code
    group by lookup.district_2024_code
),

held as (
    select
        category,
        max(as_at) as as_at
    from {{ ref('int_place__united') }}
    where category is not null
    group by category
),

held_areas as (
    select distinct left(atco_code, 3) as atco_area_code
    from {{ ref('stg_dft_naptan_stops__stops') }}
),

greater_manchester as (
    select distinct district_code as district_2024_code
    from {{ ref('stg_tdl_gm_green_access__access_points') }}
    union
    select distinct district_code as district_2024_code
    from {{ ref('stg_tdl_gm_buildings__buildings') }}
),

found as (
    select
        district_2024_code,
        category,
        count(*) as places
    from {{ ref('places') }}
    where district_2024_code is not null and is_open and duplicate_of is null
    group by district_2024_code, category
),

-- Categories of which so many places have no district that counts by district would mislead.
unplaced as (
    select category
    from {{ ref('places') }}
    where is_open
    group by category
    having count(*) filter (where district_2024_code is null) * 20 > count(*)
),

told as (
    select
        categories.category,
        categories.civic_group,
        categories.definition,
        categories.domain,
        districts.district_2024_code,
        districts.district_2024_name,
        categories.source_id,
        held.as_at,
        coalesce(found.places, 0) as places,
        case
            when held.category is null then 'No copy of the source is held.'
            when unplaced.category is not null
                then 'More than one in twenty of its places could not be located.'
            when categories.covers = 'areas of the register' and districts.atco_area_code is null
                then 'It is not known which list of stops the district belongs to.'
            when categories.covers = 'areas of the register' and held_areas.atco_area_code is null
                then 'The copy that is held lacks the list of stops that the district belongs to.'
            when
                categories.covers = 'Greater Manchester'
                and greater_manchester.district_2024_code is null
                then 'The source covers Greater Manchester only.'
            when
                categories.category = 'pub_bar_or_club'
                and coalesce(found.places, 0) * 10000 < residents.residents
                then 'So few for its residents that the council must file them under another type.'
        end as why_not
    from {{ ref('ref_place_categories') }} as categories
    cross join districts
    left join held on categories.category = held.category
    left join unplaced on categories.category = unplaced.category
    left join held_areas on districts.atco_area_code = held_areas.atco_area_code
    left join greater_manchester
        on districts.district_2024_code = greater_manchester.district_2024_code
    left join found
        on
            categories.category = found.category
            and districts.district_2024_code = found.district_2024_code
    left join residents on districts.district_2024_code = residents.district_2024_code
)

select
    category,
    civic_group,
    definition,
    domain,
    district_2024_code,
    district_2024_name,
    why_not is null as is_covered,
    if(why_not is null, places, null) as places_count,
    if(why_not is null, as_at, null) as as_at,
    coalesce(why_not, 'The source covers the district.') as reason,
    source_id
from told
