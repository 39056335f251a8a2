{{ config(meta={'dagster': {'ref': {'name': 'council_finance'}}}) }}
-- England's capital receipts: in each year the services add up to that of all services, to £10,000.
with sums as (
    select
        financial_year,
        sum(amount_gbp) filter (where line = 'all_services.total_receipts') as all_gbp,
        sum(amount_gbp) filter (
            where line like '%.total_receipts' and line != 'all_services.total_receipts'
        ) as services_gbp
    from {{ ref('council_finance') }}
    where statement = 'capital outturn' and line like '%.total_receipts'
    group by financial_year
)

select *
from sums
where abs(all_gbp - services_gbp) > 10000
