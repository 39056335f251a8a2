-- Whether a way into a green space that is large enough lies near enough in a straight line, by
-- standard; and in Greater Manchester whether any way in lies within 300 metres. A row is missing
-- where that is not known.
with sites as (
    select
        site_id,
        st_area(st_geomfromtext(outline)) / 10000 as hectares
    from {{ ref('stg_os_open_greenspace__sites') }}
    where function in ('Public Park Or Garden', 'Playing Field')
),

manchester as (
    select district_2024_code
    from {{ ref('place_coverage') }}
    where category = 'green_space_entrance' and is_covered
),

places as (
    select
        standards.standard as category,
        access_points.access_point_id as place_id,
        cast(round(access_points.easting) as bigint) as easting,
        cast(round(access_points.northing) as bigint) as northing
    from {{ ref('stg_os_open_greenspace__access_points') }} as access_points
    inner join sites on access_points.site_id = sites.site_id
    inner join {{ ref('param_green_standards') }} as standards
        on sites.hectares >= standards.least_hectares
    union all
    select
        'any size' as category,
        place_id,
        cast(easting as bigint) as easting,
        cast(northing as bigint) as northing
    from {{ ref('places') }}
    where
        category = 'green_space_entrance'
        and is_open
        and duplicate_of is null
        and easting is not null
),

searches as (
    select
        origins.origin_id,
        standards.standard as category,
        origins.easting,
        origins.northing,
        standards.farthest_metres
    from {{ ref('int_access__origins') }} as origins
    cross join {{ ref('param_green_standards') }} as standards
    where exists (select 1 from sites)
    union all
    select
        origin_id,
        'any size' as category,
        easting,
        northing,
        300 as farthest_metres
    from {{ ref('int_access__origins') }}
    where district_2024_code in (select manchester.district_2024_code from manchester)
),

-- Addresses around the ten districts, where the ways in are not listed.
edges as (
    select
        min(easting) - 300 as west,
        max(easting) + 300 as east,
        min(northing) - 300 as south,
        max(northing) + 300 as north
    from searches
    where category = 'any size'
),

around as (
    select
        'any size' as category,
        postcodes.postcode as place_id,
        postcodes.easting_metres as easting,
        postcodes.northing_metres as northing
    from {{ ref('postcodes') }} as postcodes
    inner join edges
        on
            postcodes.easting_metres between edges.west and edges.east
            and postcodes.northing_metres between edges.south and edges.north
    where
        postcodes.district_2024_code not in (select manchester.district_2024_code from manchester)
),

nearest as (
    select *
    from {{ nearest_place('searches', 'places') }} as found
),

unseen as (
    select *
    from {{ nearest_place('searches', 'around') }} as found
)

select
    searches.origin_id,
    searches.category as standard,
    nearest.place_id is not null as is_reached
from searches
left join nearest
    on searches.origin_id = nearest.origin_id and searches.category = nearest.category
left join unseen
    on searches.origin_id = unseen.origin_id and searches.category = unseen.category
where unseen.place_id is null
