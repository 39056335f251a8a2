-- One row per authority, year and component. The publisher lists every authority of the six years
-- in each of them, so one without a penny of any component did not exist in that year.
with existing as (
    select
        *,
        greatest(sfa, under_index, ct_total, nhb, nhb_return, rsdg) > 0 as has_money,
        case
            when ons_code like 'E06%' then 'unitary authority'
            when ons_code like 'E07%' then 'shire district'
            when ons_code like 'E08%' then 'metropolitan district'
            when ons_code like 'E09%' then 'london borough'
            when ons_code like 'E10%' then 'shire county'
            else 'other authority'
        end as authority_class
    from {{ ref('stg_mhclg_core_spending_power__components') }}
),

components as (
    select
        *,
        unnest([
            'settlement_funding_assessment',
            'under_indexing_compensation',
            'council_tax_requirement',
            'new_homes_bonus',
            'new_homes_bonus_returned',
            'rural_services_delivery_grant'
        ]) as line,
        unnest([
            'Settlement Funding Assessment',
            'Compensation for under-indexing the business rates multiplier',
            'Council Tax Requirement excluding parish precepts',
            'New Homes Bonus',
            'New Homes Bonus returned funding',
            'Rural Services Delivery Grant'
        ]) as title,
        unnest([sfa, under_index, ct_total, nhb, nhb_return, rsdg]) as millions
    from existing
)

select
    ons_code,
    authority as authority_name,
    region,
    financial_year,
    authority_class,
    line,
    title,
    {{ pounds_of_millions('millions') }} as amount_gbp,
    case
        when not has_money
            then
                'The authority did not exist in the year: the publisher''s table lists it with '
                || 'zeros only.'
    end as reason_left_out
from components
