{{ config(meta={'dagster': {'ref': {'name': 'regeneration_awards'}}}) }}
-- Grants have amounts; categories and mere allocations have none.
select *
from {{ ref('regeneration_awards') }}
where (kind = 'grant') != (amount_gbp is not null)
