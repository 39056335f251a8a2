{{ config(meta={'dagster': {'ref': {'name': 'deprivation_summary'}}}) }}
-- The denominators of each edition survive every conversion.
with totals as (
    select
        edition,
        area_type,
        sum(population_count) as people
    from {{ ref('deprivation_summary') }}
    where area_type not in ('combined_authority_2023', 'left_behind_225')
    group by edition, area_type
)

select *
from totals
qualify abs(people - max(people) over (partition by edition)) > 0.5
