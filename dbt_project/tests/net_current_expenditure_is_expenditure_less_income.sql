{{ config(meta={'dagster': {'ref': {'name': 'council_finance'}}}) }}
-- Within the rounding of three figures in thousands of pounds.
with services as (
    select
        financial_year,
        authority_code,
        split_part(line, '.', 1) as service,
        max(amount_gbp) filter (where line like '%.total_expenditure') as expenditure_gbp,
        max(amount_gbp) filter (where line like '%.total_income') as income_gbp,
        max(amount_gbp) filter (where line like '%.net_current_expenditure') as net_gbp
    from {{ ref('council_finance') }}
    where statement = 'revenue outturn'
    group by all
)

select *
from services
where abs(expenditure_gbp - income_gbp - net_gbp) > 2000
