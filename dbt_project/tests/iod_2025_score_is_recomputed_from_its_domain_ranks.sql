{{ config(meta={'dagster': {'ref': {'name': 'deprivation'}}, 'national_only': true}) }}
-- The published IMD 2025 score is the weighted sum of exponentially transformed domain ranks; it may
-- differ by rounding (0.001), nowhere by more.
with ranks as (
    select
        deprivation.lsoa_code,
        sum(
            weights.weight
            * ({{ exponential_score('deprivation.rank', '(select count(distinct lsoa_code) from ' ~ ref('deprivation') ~ " where edition = 'iod_2025')") }})
        ) as recomputed
    from {{ ref('deprivation') }} as deprivation
    inner join {{ ref('param_imd_weights') }} as weights
        on deprivation.domain = weights.domain
    where deprivation.edition = 'iod_2025'
    group by deprivation.lsoa_code
)

select
    published.lsoa_code,
    published.score as published_score,
    ranks.recomputed
from {{ ref('deprivation') }} as published
inner join ranks on published.lsoa_code = ranks.lsoa_code
where
    published.edition = 'iod_2025'
    and published.domain = 'imd'
    and abs(ranks.recomputed - published.score) > 0.001
