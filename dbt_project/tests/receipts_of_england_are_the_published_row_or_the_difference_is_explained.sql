{{ config(meta={'dagster': {'ref': {'name': 'capital_receipts'}}}) }}
select
    receipts.financial_year,
    receipts.receipt_line,
    receipts.amount_gbp,
    published.published_gbp
from {{ ref('capital_receipts') }} as receipts
inner join {{ ref('ref_receipt_parts') }} as parts on receipts.receipt_line = parts.receipt_line
inner join {{ ref('finance_reconciliation') }} as published
    on
        receipts.financial_year = published.financial_year
        and parts.source_line = published.line
        and published.statement = 'capital outturn'
        and published.scope = 'country'
where
    receipts.scope = 'country'
    and receipts.receipt_line != 'non_housing_assets'
    and abs(receipts.amount_gbp - published.published_gbp) > published.tolerance_gbp
    and published.explanation is null
