-- LSOAs as the sweep of fair funding takes them: people, each measure of need, who is income
-- deprived, and whether our rule calls them left behind.
select
    area_code,
    any_value(district_2024_code) as district_2024_code,
    cast(max(value) filter (where measure = 'population') as double) as people,
    {% for measure in ['imd', 'income_deprived', 'community_need', 'imd_and_community_need'] %}
    cast(max(value) filter (where measure = '{{ measure }}') as double) as {{ measure }},
    {% endfor %}
    cast(
        max(value) filter (where measure = 'population') as double
    ) * cast(max(value) filter (where measure = 'income_deprived') as double)
        as income_deprived_people,
    count(*) filter (where measure = 'left_behind_2025') > 0 as is_left_behind
from {{ ref('fair_funding_inputs') }}
where area_type = 'lsoa_2021'
group by area_code
having
    people > 0
    and income_deprived is not null
    and imd is not null
    and community_need is not null
