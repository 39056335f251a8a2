-- The nearest open place that is listed, for each category of the basket that the origin's district
-- is covered for.
with places as (
    select
        counted.category,
        places.place_id,
        cast(places.easting as bigint) as easting,
        cast(places.northing as bigint) as northing
    from {{ ref('places') }} as places
    inner join {{ ref('param_access_places') }} as counted
        on places.category = counted.place_category
    where places.is_open and places.duplicate_of is null and places.easting is not null
),

searches as (
    select
        origins.origin_id,
        covered.category,
        origins.easting,
        origins.northing,
        cast(null as bigint) as farthest_metres
    from {{ ref('int_access__origins') }} as origins
    inner join {{ ref('int_access__covered') }} as covered
        on origins.district_2024_code = covered.district_2024_code
    where covered.is_covered
)

select *
from {{ nearest_place('searches', 'places') }} as nearest
