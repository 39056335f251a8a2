{{ config(meta={'dagster': {'ref': {'name': 'regeneration_funding'}}}) }}
with awarded as (
    select
        fund,
        count(*) as award_count,
        sum(amount_gbp) as amount_gbp
    from {{ ref('regeneration_awards') }}
    where kind != 'priority category only'
    group by all
),

funded as (
    select
        fund,
        sum(award_count) as award_count,
        sum(amount_gbp) as amount_gbp
    from {{ ref('regeneration_funding') }}
    where
        round != case when fund = 'Levelling Up Fund' then 'all' else '' end
        and area_type in ('district_2024', 'several districts', 'not placed')
    group by all
)

select
    awarded.*,
    funded.award_count as our_award_count,
    funded.amount_gbp as our_amount_gbp
from awarded
left join funded on awarded.fund = funded.fund
where
    awarded.award_count is distinct from funded.award_count
    or awarded.amount_gbp is distinct from funded.amount_gbp
