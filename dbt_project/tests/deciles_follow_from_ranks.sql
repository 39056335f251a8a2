{{ config(meta={'dagster': {'ref': {'name': 'deprivation'}}}) }}
-- Each published decile holds a tenth of the ranks; at a border the publisher may round either way,
-- by one rank.
with ranked as (
    select
        *,
        max(rank) over (partition by edition, domain) as lsoa_total
    from {{ ref('deprivation') }}
    where rank is not null
)

select
    edition,
    domain,
    lsoa_code,
    rank,
    decile
from ranked
where
    decile < ceil(10 * (rank - 1) / lsoa_total)
    or decile > ceil(10 * (rank + 1) / lsoa_total)
