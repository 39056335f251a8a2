{{ config(meta={'dagster': {'ref': {'name': 'council_finance'}}}) }}
-- From 2004-05 to 2016-17 the financing sheet has one column of capital receipts used; no year's
-- number or heading of it may make another line of it.
select distinct held.financial_year
from {{ ref('council_finance') }} as held
anti join {{ ref('council_finance') }} as used
    on
        held.financial_year = used.financial_year
        and used.statement = 'capital outturn'
        and used.line = 'use_of_capital_receipts'
where
    held.statement = 'capital outturn'
    and held.line = 'capital_financing_requirement_as_at_31_march'
    and held.financial_year between '2004-05' and '2016-17'
