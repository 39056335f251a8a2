{{ config(meta={'dagster': {'ref': {'name': 'good_local_society'}}}) }}
select
    measure,
    district_2024_code,
    status
from {{ ref('good_local_society') }}
where
    (value is not null) != (status in ('published', 'unreliable'))
    or (status_reason is null) != (status = 'published')
    or (rank is null) != (value is null)
    or (value is not null and source_id is null)
