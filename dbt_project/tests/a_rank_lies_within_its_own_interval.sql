{{ config(meta={'dagster': {'ref': {'name': 'good_local_society'}}}) }}
select
    measure,
    district_2024_code,
    rank_low,
    rank,
    rank_high
from {{ ref('good_local_society') }}
where rank not between coalesce(rank_low, 1) and coalesce(rank_high, ranked_area_count)
