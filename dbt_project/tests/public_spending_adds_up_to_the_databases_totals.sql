{{ config(meta={'dagster': {'ref': {'name': 'public_spending'}}}) }}
with ours as (
    select
        edition,
        financial_year,
        sum(amount_gbp) as amount_gbp
    from {{ ref('public_spending') }}
    group by all
),

theirs as (
    select
        edition,
        financial_year,
        sum(thousand_gbp) * 1000 as amount_gbp
    from {{ ref('int_public_spending__united') }}
    group by all
)

select
    theirs.edition,
    theirs.financial_year,
    theirs.amount_gbp,
    ours.amount_gbp as our_amount_gbp
from theirs
left join ours
    on
        theirs.edition = ours.edition
        and theirs.financial_year = ours.financial_year
-- Each of some 2,500 rows a year is rounded to a penny.
where ours.amount_gbp is null or abs(ours.amount_gbp - theirs.amount_gbp) > 30
