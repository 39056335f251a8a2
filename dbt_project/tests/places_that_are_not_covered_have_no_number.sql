{{ config(meta={'dagster': {'ref': {'name': 'place_coverage'}}}) }}
select
    category,
    district_2024_code
from {{ ref('place_coverage') }}
where is_covered != (places_count is not null) or is_covered != (as_at is not null)
