-- Each point is inside the boundary of its LSOA, or within 101 metres where it is off the coast.
{{ config(meta={'dagster': {'ref': {'name': 'places'}}}) }}
with points as (
    select
        place_id,
        lsoa_2021_code,
        location_quality,
        st_point(cast(easting as double), cast(northing as double)) as spot
    from {{ ref('places') }}
    where lsoa_2021_code is not null
)

select points.place_id
from points
left join {{ ref('int_lsoa_2021__bounded') }} as lsoas
    on points.lsoa_2021_code = lsoas.lsoa_2021_code
where
    lsoas.lsoa_2021_code is null
    or (points.location_quality = 'inside' and not st_intersects(lsoas.boundary, points.spot))
    or st_distance(lsoas.boundary, points.spot) > 101
