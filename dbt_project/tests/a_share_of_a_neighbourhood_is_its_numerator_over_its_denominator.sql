{{ config(meta={'dagster': {'ref': {'name': 'neighbourhood_statistics'}}}) }}
select
    area_code,
    indicator,
    numerator,
    denominator,
    value
from {{ ref('neighbourhood_statistics') }}
where
    status = 'published'
    and numerator is not null
    and (
        numerator > denominator
        or abs(cast(value as double) - numerator / denominator) > 0.0000005001
    )
