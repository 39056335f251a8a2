{{ config(meta={'dagster': {'ref': {'name': 'council_finance'}}}) }}
-- A stock of debt or a limit on it that is hundreds of times what the same authority has in other
-- years is pounds where the sheet has thousands of pounds.
with stocks as (
    select
        authority_code,
        authority_name,
        financial_year,
        line,
        amount_gbp,
        median(amount_gbp) over (partition by authority_code, line) as usual_gbp
    from {{ ref('council_finance') }}
    where statement = 'capital outturn' and regexp_matches(line, '_at_(1_april|31_march)$')
)

select *
from stocks
where usual_gbp > 500000 and amount_gbp > 300 * usual_gbp
