{{ config(meta={'dagster': {'ref': {'name': 'deprivation'}}}) }}
-- The published IMD 2025 score is the weighted sum of exponentially transformed domain ranks; it
-- may differ by rounding (0.001), nowhere by more.
with published as (
    select
        *,
        count(*) over (partition by domain) as lsoa_total
    from {{ ref('deprivation') }}
    where edition = 'iod_2025'
),

recomputed as (
    select
        published.lsoa_code,
        sum(
            weights.weight * ({{ exponential_score('published.rank', 'published.lsoa_total') }})
        ) as score
    from published
    inner join {{ ref('param_imd_weights') }} as weights
        on published.domain = weights.domain
    group by published.lsoa_code
)

select
    published.lsoa_code,
    published.score as published_score,
    recomputed.score as recomputed_score
from published
inner join recomputed on published.lsoa_code = recomputed.lsoa_code
where
    published.domain = 'imd'
    and abs(recomputed.score - published.score) > 0.001
