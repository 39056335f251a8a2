{{ config(meta={'dagster': {'ref': {'name': 'deprivation'}}}) }}
-- Rank 1 has the highest score: a mistyped score or rank breaks the order.
select
    edition,
    domain,
    lsoa_code,
    rank,
    score
from {{ ref('deprivation') }}
where rank is not null
qualify score > lag(score) over (partition by edition, domain order by rank)
