-- The LSOAs that each place serves: the one it lies in, and those whose population-weighted centre
-- is near. People within reach share the place equally, so that no place is counted twice; or, as a
-- tested alternative, the nearer the more.
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
    where
        residents.usual_residents > 0
        and {{ is_england('centroids.lsoa_2021_code') }}
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

distances as (
    select
        cast({{ need_param('catchment_metres') }} as double) as near_metres,
        cast({{ need_param('decay_limit_metres') }} as double) as far_metres,
        cast({{ need_param('decay_bandwidth_metres') }} as double) as bandwidth_metres
),

-- Squares as wide as the farthest distance: whoever is within it is in the same square or one
-- beside it.
squared_points as (
    select
        points.*,
        cast(floor(points.easting / distances.far_metres) as integer) as column_number,
        cast(floor(points.northing / distances.far_metres) as integer) as row_number
    from points
    cross join distances
),

steps as (
    select unnest([-1, 0, 1]) as step
),

around as (
    select
        lsoas.*,
        cast(floor(lsoas.easting / distances.far_metres) as integer) + beside.step
            as column_number,
        cast(floor(lsoas.northing / distances.far_metres) as integer) + above.step as row_number
    from lsoas
    cross join distances
    cross join steps as beside
    cross join steps as above
),

apart as (
    select
        points.indicator,
        points.point_id,
        around.lsoa_2021_code,
        around.usual_residents,
        points.lsoa_2021_code = around.lsoa_2021_code as is_inside,
        power(points.easting - around.easting, 2) + power(points.northing - around.northing, 2)
            as square_metres
    from squared_points as points
    inner join around
        on
            points.column_number = around.column_number
            and points.row_number = around.row_number
    union all
    select
        points.indicator,
        points.point_id,
        lsoas.lsoa_2021_code,
        lsoas.usual_residents,
        true as is_inside,
        power(points.easting - lsoas.easting, 2) + power(points.northing - lsoas.northing, 2)
            as square_metres
    from points
    inner join lsoas on points.lsoa_2021_code = lsoas.lsoa_2021_code
),

-- An LSOA whose centre is far from a place inside it still has the place.
served as (
    select distinct
        apart.indicator,
        apart.point_id,
        apart.lsoa_2021_code,
        if(
            apart.is_inside or apart.square_metres <= power(distances.near_metres, 2),
            apart.usual_residents,
            0
        ) as people_near,
        apart.usual_residents * greatest(
            exp(-0.5 * apart.square_metres / power(distances.bandwidth_metres, 2)), 1e-6
        ) as people_decayed
    from apart
    cross join distances
    where apart.is_inside or apart.square_metres <= power(distances.far_metres, 2)
)

select
    indicator,
    point_id,
    lsoa_2021_code,
    cast(
        cast(people_near as double)
        / sum(people_near) over (partition by indicator, point_id) as decimal(18, 12)
    ) as place_share,
    cast(
        people_decayed
        / cast(
            sum(cast(people_decayed as decimal(18, 9))) over (
                partition by indicator, point_id
            ) as double
        ) as decimal(18, 12)
    ) as decayed_share
from served
