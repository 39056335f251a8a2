{{ config(meta={'dagster': {'ref': {'name': 'deprivation_summary'}}}) }}
-- 54,728,204 residents in mid-2015 without prisoners. Publisher's data only.
select population_count
from {{ ref('deprivation_summary') }}
where
    edition = 'iod_2019'
    and area_type = 'country'
    and abs(population_count - 54728204) > 0.5
    and {{ env_var('LBN_REAL', 'true') }}
