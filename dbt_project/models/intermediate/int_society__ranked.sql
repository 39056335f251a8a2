-- Ranks of the areas that have a value of their own, 1 the least good; equal values in order of
-- code. The interval of ranks follows from the published intervals: an area whose interval lies
-- wholly below another's surely ranks before it.
with areas as (
    select distinct on (measure, value_area_code)
        measure,
        value_area_code,
        goodness,
        lowest_goodness,
        highest_goodness
    from {{ ref('int_society__placed') }}
    where value is not null
    order by measure, value_area_code
),

surely as (
    select
        areas.measure,
        areas.value_area_code,
        count(*) filter (where others.highest_goodness < areas.lowest_goodness) as worse,
        count(*) filter (where others.lowest_goodness > areas.highest_goodness) as better
    from areas
    inner join areas as others on areas.measure = others.measure
    where areas.lowest_goodness is not null
    group by areas.measure, areas.value_area_code
)

select
    areas.measure,
    areas.value_area_code,
    row_number() over (
        partition by areas.measure order by areas.goodness, areas.value_area_code
    ) as rank,
    rank() over (partition by areas.measure order by areas.goodness) as first_equal,
    count(*) over (partition by areas.measure, areas.goodness) as equals,
    count(*) over (partition by areas.measure) as ranked_area_count,
    1 + surely.worse as rank_low,
    count(*) over (partition by areas.measure) - surely.better as rank_high
from areas
left join surely
    on
        areas.measure = surely.measure
        and areas.value_area_code = surely.value_area_code
