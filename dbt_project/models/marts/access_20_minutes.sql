-- Whether a walk reaches each category of the basket. True where a place is found near enough;
-- false where it is not and all ground near enough is covered; empty where that is not known.
with from_places as (
    select
        origins.origin_type,
        origins.origin_id,
        covered.category,
        covered.is_covered,
        nearest.place_id,
        nearest.squared_metres,
        unseen.squared_metres as unseen_squared_metres,
        covered.as_at
    from {{ ref('int_access__origins') }} as origins
    inner join {{ ref('int_access__covered') }} as covered
        on origins.district_2024_code = covered.district_2024_code
    left join {{ ref('int_access__nearest') }} as nearest
        on origins.origin_id = nearest.origin_id and covered.category = nearest.category
    left join {{ ref('int_access__unseen') }} as unseen
        on origins.origin_id = unseen.origin_id and covered.category = unseen.category
),

from_means as (
    select
        origins.origin_type,
        origins.origin_id,
        basket.category,
        distances.lsoa_2021_code is not null as is_covered,
        cast(null as varchar) as place_id,
        cast(round(distances.mean_straight_line_metres) as bigint)
        * cast(round(distances.mean_straight_line_metres) as bigint) as squared_metres,
        cast(null as bigint) as unseen_squared_metres,
        distances.as_at
    from {{ ref('int_access__origins') }} as origins
    cross join {{ ref('param_access_basket') }} as basket
    left join {{ ref('int_access__green_distance') }} as distances
        on origins.lsoa_2021_code = distances.lsoa_2021_code
    where basket.measured_by = 'mean distance'
),

united as (
    select
        *,
        case
            when not is_covered then 'not covered'
            when squared_metres is null then 'none found'
            when unseen_squared_metres < squared_metres then 'nearer may be unlisted'
            else 'found'
        end as status
    from (
        select * from from_places
        union all
        select * from from_means
    ) as both_ways
),

held as (
    select category
    from united
    group by category
    having bool_or(is_covered)
)

select
    united.origin_type as area_type,
    united.origin_id as area_code,
    united.category,
    basket.weight,
    basket.measured_by,
    united.status,
    if(united.status = 'found', united.place_id, null) as nearest_place_id,
    if(
        united.status = 'found', {{ walk_metres('united.squared_metres', 10) }}, null
    ) as nearest_straight_line_metres,
    {% for tenths in [12, 13, 14] -%}
    if(
        united.status = 'found', {{ walk_metres('united.squared_metres', tenths) }}, null
    ) as nearest_walk_metres_detour_1_{{ tenths % 10 }},
    {% endfor -%}
    {% for metres, tenths in walks() -%}
    case
        when not united.is_covered then null
        when {{ is_walk('united.squared_metres', metres, tenths) }} then true
        when {{ is_walk('united.unseen_squared_metres', metres, tenths) }} then null
        else false
    end as within_{{ walk_name(metres, tenths) }},
    {% endfor -%}
    united.is_covered
    and coalesce(
        sqrt(united.unseen_squared_metres) > {{ longest_straight_line() }},
        true
    ) as is_counted_in_shares,
    if(united.is_covered, united.as_at, null) as as_at
from united
inner join held on united.category = held.category
inner join {{ ref('param_access_basket') }} as basket on united.category = basket.category
