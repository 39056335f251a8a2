{{ config(meta={'dagster': {'ref': {'name': 'capital_receipts'}}}) }}
select *
from {{ ref('capital_receipts') }}
where
    (status in ('published', 'part published')) != (amount_gbp is not null)
    or (amount_gbp is null) != (amount_gbp_real is null)
    or (resident_count is null and per_head_gbp is not null)
