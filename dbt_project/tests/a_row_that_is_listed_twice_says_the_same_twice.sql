{{ config(meta={'dagster': {'ref': {'name': 'int_statistics__united'}}}) }}
-- A combined authority may be listed as an ITL area too; one of the two rows is dropped.
select
    source_id,
    indicator,
    measure,
    area_code,
    period
from {{ ref('int_statistics__united') }}
where {{ is_england('area_code') }}
group by all
having count(distinct observation) > 1
