-- The constituency of 2024 that holds each LSOA's population-weighted centroid. Its boundaries are
-- generalised to 500 m: of the constituencies of its region (none crosses a region's boundary), one
-- within that distance that the LSOA's ward is known to lie in comes first, then one that its
-- district is known to lie in; otherwise the nearest (0 m when inside).
with centroids as (
    select
        centroids.lsoa_2021_code,
        wards.ward_2024_code,
        wards.district_2024_code,
        regions.region_code,
        st_point(centroids.easting, centroids.northing) as point
    from {{ ref('stg_ons_lsoa21_centroids__lsoas') }} as centroids
    inner join {{ ref('stg_ons_lsoa21_ward24__lsoas') }} as wards
        on centroids.lsoa_2021_code = wards.lsoa_2021_code
    left join {{ ref('stg_ons_district24_region24__districts') }} as regions
        on wards.district_2024_code = regions.district_2024_code
    where {{ is_england('centroids.lsoa_2021_code') }}
),

constituencies as (
    select
        constituency_2024_code,
        st_transform(
            st_geomfromgeojson(geometry), 'EPSG:4326', 'EPSG:27700', always_xy := true
        ) as boundary
    from {{ ref('stg_ons_constituency24_boundaries__constituencies') }}
    where {{ is_england('constituency_2024_code') }}
),

known as (
    select
        ward_code,
        district_code,
        region_code,
        constituency_code
    from {{ ref('stg_dfe_ward_hierarchy__wards') }}
    where '2024' between first_year and last_year
),

of_wards as (
    select distinct
        ward_code,
        constituency_code
    from known
),

of_districts as (
    select distinct
        district_code,
        constituency_code
    from known
),

of_regions as (
    select distinct
        region_code,
        constituency_code
    from known
),

near as (
    select
        centroids.lsoa_2021_code,
        centroids.ward_2024_code,
        centroids.district_2024_code,
        centroids.region_code,
        constituencies.constituency_2024_code,
        st_distance(constituencies.boundary, centroids.point) as metres
    from centroids
    inner join constituencies
        on st_dwithin(constituencies.boundary, centroids.point, 10000)
)

select
    near.lsoa_2021_code,
    near.constituency_2024_code
from near
left join of_wards
    on
        near.ward_2024_code = of_wards.ward_code
        and near.constituency_2024_code = of_wards.constituency_code
left join of_districts
    on
        near.district_2024_code = of_districts.district_code
        and near.constituency_2024_code = of_districts.constituency_code
left join of_regions
    on
        near.region_code = of_regions.region_code
        and near.constituency_2024_code = of_regions.constituency_code
qualify row_number() over (
    partition by near.lsoa_2021_code
    order by
        of_regions.region_code is not null desc,
        of_wards.ward_code is not null and near.metres <= 500 desc,
        of_districts.district_code is not null and near.metres <= 500 desc,
        near.metres asc,
        near.constituency_2024_code asc
) = 1
