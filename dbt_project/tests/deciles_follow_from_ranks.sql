{{ config(meta={'dagster': {'ref': {'name': 'deprivation'}}}) }}
-- Each published decile holds a tenth of the ranks; the publisher may round the border either way.
select
    edition,
    domain,
    lsoa_code,
    rank,
    decile
from {{ ref('deprivation') }}
where rank is not null
qualify
    abs(decile - 0.5 - 10 * (rank - 0.5) / max(rank) over (partition by edition, domain)) > 0.501
