-- Distance in millionths and the ordinal of the neighbour in one whole number: the ten smallest are
-- the ten nearest, those equally far in order of code.
{% set ordinals = 100000 %}
with nearest as (
    select
        origins.area_type,
        origins.area_code,
        min(
            cast(round(list_distance(origins.position, others.position) * 1000000) as bigint)
            * {{ ordinals }} + others.ordinal,
            {{ similar_area_count() }}
        ) as keys
    from {{ ref('int_similar__vectors') }} as origins
    inner join {{ ref('int_similar__vectors') }} as others
        on
            origins.area_type = others.area_type
            and origins.area_code != others.area_code
    group by origins.area_type, origins.area_code
),

listed as (
    select
        area_type,
        area_code,
        unnest(keys) as nearest_key,
        generate_subscripts(keys, 1) as similar_rank
    from nearest
)

select
    listed.area_type,
    listed.area_code,
    areas.area_name,
    cast(listed.similar_rank as integer) as similar_rank,
    others.area_code as similar_area_code,
    other_areas.area_name as similar_area_name,
    cast(listed.nearest_key // {{ ordinals }} / 1000000 as decimal(18, 6)) as distance
from listed
inner join {{ ref('int_similar__vectors') }} as others
    on
        listed.area_type = others.area_type
        and listed.nearest_key % {{ ordinals }} = others.ordinal
inner join {{ ref('areas') }} as areas
    on listed.area_type = areas.area_type and listed.area_code = areas.area_code
inner join {{ ref('areas') }} as other_areas
    on others.area_type = other_areas.area_type and others.area_code = other_areas.area_code
