{{ config(meta={'dagster': {'ref': {'name': 'param_green_standards'}}}) }}
select standard
from {{ ref('param_green_standards') }}
where
    (standard, least_hectares, farthest_metres) not in (
        ('doorstep', 0.5, 200), ('local', 2, 300), ('neighbourhood', 10, 1000)
    )
union all
select 'one of the three is missing' as standard
from {{ ref('param_green_standards') }}
having count(*) != 3
