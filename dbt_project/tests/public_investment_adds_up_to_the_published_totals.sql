{{ config(meta={'dagster': {'ref': {'name': 'public_investment'}}}) }}
-- The databases add up to what `public_spending` has of them, to the penny; the earlier tables and
-- research to the publisher's own rows of England, to what the rounding of their rows can make.
-- A made-up England's research is drawn area by area and adds up to nothing.
with ours as (
    select
        edition,
        financial_year,
        sum(amount_gbp) as amount_gbp,
        sum(amount_gbp) filter (where area_type = 'region') as england_gbp
    from {{ ref('public_investment') }}
    where
        area_type in ('region', 'country', 'no area')
        and area_code != 'E92000001'
        and (function_name != 'All functions')
        and (kind != 'all' or function_group = 'research and development')
    group by all
),

theirs as (
    select
        edition,
        financial_year,
        sum(amount_gbp) as amount_gbp,
        0 as tolerance_gbp
    from {{ ref('public_spending') }}
    group by all
    union all
    select
        'PESA combined' as edition,
        financial_year,
        sum(value) as amount_gbp,
        if(financial_year < '2004-05', 20000000, 1) as tolerance_gbp
    from {{ ref('stg_hmt_pesa_combined__spending') }}
    where area_name = 'England' and financial_year < '2009-10'
    group by all
    union all
    select
        'ONS research and development' as edition,
        case left(period, 4) when '2020' then '2020-21' else '2021-22' end as financial_year,
        observation * cast(1000000 as decimal(38, 0)) as amount_gbp,
        1000000 as tolerance_gbp
    from {{ ref('stg_ons_els_research_and_development_public_funded__observations') }}
    where area_code = 'E92000001' and {{ env_var('LBN_REAL', 'true') }}
)

select
    theirs.*,
    ours.amount_gbp as our_amount_gbp
from theirs
left join ours
    on theirs.edition = ours.edition and theirs.financial_year = ours.financial_year
where
    ours.amount_gbp is null
    or abs(
        if(theirs.tolerance_gbp = 0, ours.amount_gbp, ours.england_gbp) - theirs.amount_gbp
    ) > theirs.tolerance_gbp
