-- The areas of each swept scenario: people, each measure of need, who is income deprived, and
-- whether our rule calls the area left behind.
with measured as (
    select
        area_type,
        area_code,
        max(district_2024_code) as district_2024_code,
        cast(max(value) filter (where measure = 'population') as double) as people,
        {% for measure in ['imd', 'income_deprived', 'community_need', 'imd_and_community_need'] %}
        cast(max(value) filter (where measure = '{{ measure }}') as double) as {{ measure }},
        {% endfor %}
        count(*) filter (where measure = 'left_behind_2025') > 0 as is_left_behind
    from {{ ref('fair_funding_inputs') }}
    group by area_type, area_code
)

select
    targets.scenario_id,
    measured.area_code,
    measured.district_2024_code,
    measured.people,
    {% for measure in ['imd', 'income_deprived', 'community_need', 'imd_and_community_need'] %}
    measured.{{ measure }},
    {% endfor %}
    measured.people * measured.income_deprived as income_deprived_people,
    measured.is_left_behind
from {{ ref('int_fair__targets') }} as targets
inner join {{ ref('param_scenarios') }} as scenarios
    on targets.scenario_id = scenarios.scenario_id
inner join measured
    on targets.area_type = measured.area_type and targets.area_code = measured.area_code
where scenarios.is_swept and targets.status = 'allocated'
