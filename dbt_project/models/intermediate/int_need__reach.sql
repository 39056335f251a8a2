-- The LSOAs that each place serves: the one it lies in, and those whose population-weighted centre
-- is near. People within reach share the place equally, so that no place is counted twice.
-- An organisation is put at the centre of its LSOA: its address may be a home.
with lsoas as (
    select
        centroids.lsoa_2021_code,
        centroids.easting,
        centroids.northing,
        residents.usual_residents
    from {{ ref('stg_ons_lsoa21_centroids__lsoas') }} as centroids
    inner join {{ ref('stg_ons_census21_residents__lsoas') }} as residents
        on centroids.lsoa_2021_code = residents.lsoa_2021_code
    where residents.usual_residents > 0
),

points as (
    select
        places.place_id as point_id,
        kinds.indicator,
        places.lsoa_2021_code,
        places.easting,
        places.northing
    from {{ ref('places') }} as places
    inner join {{ ref('ref_need_points') }} as kinds on places.category = kinds.kind
    where
        places.is_open
        and places.duplicate_of is null
        and places.easting is not null
        and places.lsoa_2021_code is not null
    union all
    select
        organisations.org_id as point_id,
        kinds.indicator,
        lsoas.lsoa_2021_code,
        lsoas.easting,
        lsoas.northing
    from {{ ref('community_organisations') }} as organisations
    inner join {{ ref('ref_need_points') }} as kinds on organisations.kind = kinds.kind
    inner join lsoas on organisations.lsoa_2021_code = lsoas.lsoa_2021_code
    where organisations.status = 'registered'
),

-- Squares as wide as the catchment: whoever is near is in the same square or one beside it.
catchment as (
    select cast({{ need_param('catchment_metres') }} as double) as metres
),

squared_points as (
    select
        points.*,
        cast(floor(points.easting / catchment.metres) as integer) as column_number,
        cast(floor(points.northing / catchment.metres) as integer) as row_number
    from points
    cross join catchment
),

steps as (
    select unnest([-1, 0, 1]) as step
),

around as (
    select
        lsoas.*,
        catchment.metres,
        cast(floor(lsoas.easting / catchment.metres) as integer) + beside.step as column_number,
        cast(floor(lsoas.northing / catchment.metres) as integer) + above.step as row_number
    from lsoas
    cross join catchment
    cross join steps as beside
    cross join steps as above
),

served as (
    select
        points.indicator,
        points.point_id,
        around.lsoa_2021_code,
        around.usual_residents
    from squared_points as points
    inner join around
        on
            points.column_number = around.column_number
            and points.row_number = around.row_number
    where
        power(points.easting - around.easting, 2) + power(points.northing - around.northing, 2)
        <= power(around.metres, 2)
    union
    select
        points.indicator,
        points.point_id,
        lsoas.lsoa_2021_code,
        lsoas.usual_residents
    from points
    inner join lsoas on points.lsoa_2021_code = lsoas.lsoa_2021_code
)

select
    indicator,
    point_id,
    lsoa_2021_code,
    cast(
        cast(usual_residents as double)
        / sum(usual_residents) over (partition by indicator, point_id) as decimal(18, 12)
    ) as place_share
from served
