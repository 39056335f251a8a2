-- From the population-weighted centre of each LSOA, in a straight line: bus stops within a walk,
-- and kilometres to the nearest station.
with lsoas as (
    select
        centroids.lsoa_2021_code,
        centroids.easting,
        centroids.northing,
        areas.district_2024_code
    from {{ ref('stg_ons_lsoa21_centroids__lsoas') }} as centroids
    inner join {{ ref('int_lsoa_2021__areas') }} as areas
        on centroids.lsoa_2021_code = areas.lsoa_2021_code
),

stops as (
    select
        easting,
        northing
    from {{ ref('places') }}
    where
        is_open
        and duplicate_of is null
        and easting is not null
        and category = 'bus_stop'
),

walk as (
    select cast({{ need_param('bus_stop_metres') }} as double) as metres
),

squared_stops as (
    select
        stops.easting,
        stops.northing,
        cast(floor(stops.easting / walk.metres) as integer) as column_number,
        cast(floor(stops.northing / walk.metres) as integer) as row_number
    from stops
    cross join walk
),

steps as (
    select unnest([-1, 0, 1]) as step
),

around as (
    select
        lsoas.*,
        walk.metres,
        cast(floor(lsoas.easting / walk.metres) as integer) + beside.step as column_number,
        cast(floor(lsoas.northing / walk.metres) as integer) + above.step as row_number
    from lsoas
    cross join walk
    cross join steps as beside
    cross join steps as above
),

near as (
    select
        around.lsoa_2021_code,
        count(*) as stops_near
    from around
    inner join squared_stops as stops
        on
            around.column_number = stops.column_number
            and around.row_number = stops.row_number
    where
        power(stops.easting - around.easting, 2) + power(stops.northing - around.northing, 2)
        <= power(around.metres, 2)
    group by around.lsoa_2021_code
),

covered as (
    select
        district_2024_code,
        max(as_at) as as_at
    from {{ ref('place_coverage') }}
    where category = 'bus_stop' and is_covered
    group by district_2024_code
)

select
    'bus_stops_near' as indicator,
    lsoas.lsoa_2021_code,
    cast(coalesce(near.stops_near, 0) as double) as value,
    covered.as_at
from lsoas
inner join covered on lsoas.district_2024_code = covered.district_2024_code
left join near on lsoas.lsoa_2021_code = near.lsoa_2021_code
union all
select
    'distance_to_station' as indicator,
    nearest.origin_id as lsoa_2021_code,
    round(sqrt(nearest.squared_metres) / 1000, 3) as value,
    stations.as_at
from {{ ref('int_access__nearest') }} as nearest
inner join lsoas on nearest.origin_id = lsoas.lsoa_2021_code
inner join {{ ref('int_access__covered') }} as stations
    on
        nearest.category = stations.category
        and lsoas.district_2024_code = stations.district_2024_code
where nearest.category = 'station'
