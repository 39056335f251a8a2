-- The nearest address on ground that the sources of a category do not cover: Wales and Scotland
-- for all, and districts that lack the category. Nobody looks farther than the nearest place that
-- is listed, or than the longest of the walks.
with searched as (
    select distinct category
    from {{ ref('int_access__nearest') }}
),

uncovered as (
    select
        covered.category,
        covered.district_2024_code
    from {{ ref('int_access__covered') }} as covered
    inner join searched on covered.category = searched.category
    where not covered.is_covered
),

ground as (
    select
        'outside England' as category,
        postcode as place_id,
        easting,
        northing
    from {{ ref('stg_os_code_point_open__postcodes') }}
    where
        left(district_code, 1) in ('W', 'S')
        and positional_quality < 90
        and easting > 0
        and northing > 0
    union all
    select
        uncovered.category,
        postcodes.postcode as place_id,
        postcodes.easting_metres as easting,
        postcodes.northing_metres as northing
    from {{ ref('postcodes') }} as postcodes
    inner join uncovered on postcodes.district_2024_code = uncovered.district_2024_code
    where postcodes.easting_metres > 0 and postcodes.northing_metres > 0
),

looked as (
    select
        origins.origin_id,
        origins.easting,
        origins.northing,
        nearest.category,
        greatest(
            cast(ceil(sqrt(nearest.squared_metres)) as bigint), {{ longest_straight_line() }}
        ) as farthest_metres
    from {{ ref('int_access__nearest') }} as nearest
    inner join {{ ref('int_access__origins') }} as origins
        on nearest.origin_id = origins.origin_id
),

searches as (
    select
        origin_id,
        'outside England' as category,
        easting,
        northing,
        max(farthest_metres) as farthest_metres
    from looked
    group by origin_id, easting, northing
    union all
    select
        origin_id,
        category,
        easting,
        northing,
        farthest_metres
    from looked
    where category in (select uncovered.category from uncovered)
),

unseen as (
    select *
    from {{ nearest_place('searches', 'ground') }} as nearest
)

select
    looked.origin_id,
    looked.category,
    min(unseen.squared_metres) as squared_metres
from looked
inner join unseen
    on
        looked.origin_id = unseen.origin_id
        and unseen.category in ('outside England', looked.category)
group by looked.origin_id, looked.category
