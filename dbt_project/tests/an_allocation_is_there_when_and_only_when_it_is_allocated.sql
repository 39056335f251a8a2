{{ config(meta={'dagster': {'ref': {'name': 'fair_funding_allocations'}}}) }}
select *
from {{ ref('fair_funding_allocations') }}
where (allocation_pence is null) = (status = 'allocated') or allocation_pence < 0
