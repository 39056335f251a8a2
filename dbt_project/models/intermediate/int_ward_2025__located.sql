-- The ward of 2025 that holds each LSOA's population-weighted centroid; a centroid that falls just
-- outside the generalised coast takes the nearest ward.
with centroids as (
    select
        lsoa_2021_code,
        st_transform(
            st_point(easting, northing), 'EPSG:27700', 'EPSG:4326', always_xy := true
        ) as point
    from {{ ref('stg_ons_lsoa21_centroids__lsoas') }}
    where {{ is_england('lsoa_2021_code') }}
),

wards as (
    select
        ward_2025_code,
        st_geomfromgeojson(geometry) as boundary
    from {{ ref('stg_ons_ward25_boundaries__wards') }}
    where {{ is_england('ward_2025_code') }}
),

-- Boundaries of one origin do not overlap, but rounded ones may touch: the first code wins.
inside as (
    select
        centroids.lsoa_2021_code,
        min(wards.ward_2025_code) as ward_2025_code
    from centroids
    inner join wards on st_contains(wards.boundary, centroids.point)
    group by centroids.lsoa_2021_code
),

outside as (
    select centroids.*
    from centroids
    anti join inside on centroids.lsoa_2021_code = inside.lsoa_2021_code
),

nearest as (
    select
        outside.lsoa_2021_code,
        wards.ward_2025_code
    from outside
    cross join wards
    qualify row_number() over (
        partition by outside.lsoa_2021_code
        order by st_distance(wards.boundary, outside.point), wards.ward_2025_code
    ) = 1
)

select
    lsoa_2021_code,
    ward_2025_code
from inside
union all
select
    lsoa_2021_code,
    ward_2025_code
from nearest
