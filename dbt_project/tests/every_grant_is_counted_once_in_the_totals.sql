{{ config(meta={'dagster': {'ref': {'name': 'grant_totals'}}}) }}
with totals as (
    select
        source_id,
        sum(award_count) as award_count,
        sum(amount_pence) as amount_pence
    from {{ ref('grant_totals') }}
    where outcome = 'In the dataset grants.'
    group by source_id
),

grants as (
    select
        source_id,
        count(*) as award_count,
        sum(amount_pence) as amount_pence
    from {{ ref('grants') }}
    group by source_id
)

select *
from totals
full outer join grants on totals.source_id = grants.source_id
where
    totals.award_count is distinct from grants.award_count
    or totals.amount_pence is distinct from grants.amount_pence
