{{ config(meta={'dagster': {'ref': {'name': 'council_finance'}}}) }}
-- A debt or a limit on it that is hundreds of times what the same authority has in other years is
-- pounds where the sheet has thousands of pounds. Debts do grow so much where a council begins to
-- borrow (Spelthorne) or is given its housing debt (2012): those stay near the year's limit.
with stocks as (
    select
        authority_code,
        authority_name,
        financial_year,
        line,
        amount_gbp,
        regexp_matches(line, 'limit|boundary') as is_limit,
        median(amount_gbp) over (partition by authority_code, line) as usual_gbp,
        max(case when line like 'authorised_limit%' then amount_gbp end)
            over (partition by authority_code, financial_year) as limit_gbp
    from {{ ref('council_finance') }}
    where statement = 'capital outturn' and regexp_matches(line, '_at_(1_april|31_march)$')
)

select *
from stocks
where
    usual_gbp > 500000
    and amount_gbp > 300 * usual_gbp
    and (is_limit or amount_gbp > 10 * coalesce(limit_gbp, 0))
