-- How far the ten nearest can be at most: as far as the ten nearest of those that stand beside an
-- area when all are put in order of their heaviest dimensions, coarsely. Ten are as near as that,
-- so whatever is farther need not be looked at.
{% set heaviest, beside = 6, 40 %}
with listed as (
    select
        area_type,
        area_code,
        position,
        list(position) over (
            partition by area_type
            order by
                {% for n in range(1, heaviest + 1) %}
                round(position[{{ n }}] / 0.8),
                {% endfor %}
                area_code
            rows between {{ beside }} preceding and {{ beside }} following
            exclude current row
        ) as beside
    from {{ ref('int_similar__vectors') }}
),

measured as (
    select
        area_type,
        area_code,
        position,
        list_distance(position, unnest(beside)) as distance
    from listed
)

select
    area_type,
    area_code,
    any_value(position) as position,
    list_max(min(distance, {{ similar_area_count() }})) + 0.000001 as reach
from measured
group by area_type, area_code
