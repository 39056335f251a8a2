{{ config(meta={'dagster': {'ref': {'name': 'capital_receipts'}}}) }}
-- To the penny, and in how many bodies: whatever way the country is divided.
with sums as (
    select
        financial_year,
        receipt_line,
        case when scope in ('class', 'region', 'country') then scope else 'body' end as division,
        coalesce(sum(amount_gbp), 0) as amount_gbp,
        sum(reported_count) as reported_count
    from {{ ref('capital_receipts') }}
    group by all
)

select *
from sums
inner join sums as england
    on
        sums.financial_year = england.financial_year
        and sums.receipt_line = england.receipt_line
        and england.division = 'country'
where
    sums.amount_gbp != england.amount_gbp
    or sums.reported_count != england.reported_count
