{{ config(meta={'dagster': {'ref': {'name': 'finance_reconciliation'}}}) }}
select
    statement,
    financial_year,
    scope,
    total_name,
    line,
    difference_gbp
from {{ ref('finance_reconciliation') }}
where not is_within and explanation is null
