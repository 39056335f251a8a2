{{ config(meta={'dagster': {'ref': {'name': 'int_fair__allocated'}}}) }}
-- Except that matching London never gives more than it costs.
select
    scenario_id,
    pot_code,
    max(given_pence) as given_pence,
    sum(allocation_pence) as allocated_pence
from {{ ref('int_fair__allocated') }}
where status = 'allocated'
group by scenario_id, pot_code
having sum(allocation_pence) != max(given_pence)
