{{ config(meta={'dagster': {'ref': {'name': 'district_statistics'}}}) }}
select
    indicator,
    area_code,
    period_start,
    status
from {{ ref('district_statistics') }}
where value is null and status = 'normal'
