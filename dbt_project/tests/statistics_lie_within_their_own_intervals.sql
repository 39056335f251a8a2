{{ config(meta={'dagster': {'ref': {'name': 'district_statistics'}}}) }}
-- The publisher rounds value and interval on their own, so half a unit of the last digit is
-- allowed.
select
    indicator,
    area_code,
    period_start,
    value,
    lower_95,
    upper_95
from {{ ref('district_statistics') }}
where
    value < lower_95 - 0.06
    or value > upper_95 + 0.06
