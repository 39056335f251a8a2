{{ config(meta={'dagster': {'ref': {'name': 'deprivation_trend'}}}) }}
-- depends_on: {{ ref('deprivation_trend') }}
-- No column is a score or a difference between editions: those are not comparable.
select column_name
from information_schema.columns
where
    table_schema = 'marts'
    and table_name = 'deprivation_trend'
    and (
        data_type not in ('VARCHAR', 'INTEGER', 'BOOLEAN')
        or regexp_matches(column_name, 'score|change|difference')
    )
