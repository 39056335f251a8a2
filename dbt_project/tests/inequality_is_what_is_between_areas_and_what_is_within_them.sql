{{ config(meta={'dagster': {'ref': {'name': 'deprivation_inequality'}}}) }}
-- Both parts are computed of themselves; each is published to nine decimals.
select *
from {{ ref('deprivation_inequality') }}
where
    abs(theil_total - theil_between - theil_within) > 0.00000001
    or theil_between < 0
    or theil_within < 0
