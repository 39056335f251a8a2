-- Each kind of area by itself, every pair of it: a plain product of two small tables is several
-- times as fast as a join on the kind, and needs no memory.
with pairs as (
    {% for area_type in profiled_area_types() %}
    select
        '{{ area_type }}' as area_type,
        origins.area_code,
        others.area_code as similar_area_code,
        round(list_distance(origins.position, others.position), 6) as distance
    from {{ ref('int_similar__reached') }} as origins
    cross join {{ ref('int_similar__reached') }} as others
    where
        origins.area_type = '{{ area_type }}'
        and others.area_type = '{{ area_type }}'
        and origins.area_code != others.area_code
        and list_distance(origins.position, others.position) <= origins.reach
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

ranked as (
    select
        *,
        row_number() over (
            partition by area_type, area_code order by distance, similar_area_code
        ) as similar_rank
    from pairs
)

select
    ranked.area_type,
    ranked.area_code,
    areas.area_name,
    cast(ranked.similar_rank as integer) as similar_rank,
    ranked.similar_area_code,
    others.area_name as similar_area_name,
    cast(ranked.distance as decimal(18, 6)) as distance
from ranked
inner join {{ ref('areas') }} as areas
    on ranked.area_type = areas.area_type and ranked.area_code = areas.area_code
inner join {{ ref('areas') }} as others
    on ranked.area_type = others.area_type and ranked.similar_area_code = others.area_code
where ranked.similar_rank <= {{ similar_area_count() }}
