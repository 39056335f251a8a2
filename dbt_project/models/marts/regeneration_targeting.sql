{# Neighbourhoods are smaller than districts: how these spread residents says nothing of those. #}
{% set is_spread = "(totals.kind != 'grant' and named.is_of_wards and not named.is_measured)" -%}
with totals as (
    select
        fund,
        round,
        kind,
        count(*) as award_count,
        sum(amount_gbp) as amount_gbp,
        min(source_id) as source_id
    from {{ ref('int_regeneration__placed') }}
    where area_type = 'country'
    group by all
),

located as (
    select
        fund,
        round,
        count(*) as award_count,
        sum(amount_gbp) as amount_gbp,
        count(distinct area_code) as district_count
    from {{ ref('int_regeneration__placed') }}
    where area_type = 'district_2024' and places_count = 1
    group by all
),

-- Neighbourhoods of Pride in Place are MSOAs, so how much of each is left behind is known.
neighbourhoods as (
    select
        awards.fund,
        awards.round,
        avg(round(msoas.published_225_share, 9)) as share,
        avg(cast(msoas.published_225_share > 0.999 as integer)) as share_low,
        avg(cast(msoas.published_225_share > 0.001 as integer)) as share_high
    from {{ ref('regeneration_awards') }} as awards
    inner join {{ ref('left_behind_neighbourhoods') }} as msoas
        on awards.area_code = msoas.area_code and msoas.area_type = 'msoa_2021'
    where awards.kind = 'allocation' and awards.area_type = 'msoa_2021'
    group by all
),

named as (
    select
        targeted.*,
        neighbourhoods.share as exact_share,
        neighbourhoods.share_low,
        neighbourhoods.share_high,
        holding.bound_high as most_that_can_reach,
        holding.bound_high is not null as is_of_wards,
        neighbourhoods.share is not null as is_measured
    from {{ ref('int_regeneration__targeted') }} as targeted
    left join neighbourhoods
        on
            targeted.fund = neighbourhoods.fund
            and targeted.round = neighbourhoods.round
            and targeted.measure = 'published_left_behind_wards'
    left join {{ ref('int_regeneration__targeted') }} as holding
        on
            targeted.fund = holding.fund
            and targeted.round = holding.round
            and holding.measure = 'districts_with_' || targeted.measure
)

select
    named.fund,
    named.round,
    if(named.measure like '%wards', 'share to ', 'concentration on ')
    || replace(replace(named.measure, '_', ' '), 'left behind', 'left-behind') as measure,
    if(totals.kind = 'grant', 'pounds', 'awards') as counted_in,
    if({{ is_spread }}, null, round(coalesce(named.exact_share, named.value), 6)) as value,
    if(named.is_measured or {{ is_spread }}, null, named.value_low) as value_low,
    if(named.is_measured or {{ is_spread }}, null, named.value_high) as value_high,
    case
        when named.is_measured then round(named.share_low, 6)
        when named.is_of_wards then 0
        else least(named.bound_low, named.value)
    end as bound_low,
    case
        when named.is_measured then round(named.share_high, 6)
        when named.is_of_wards then named.most_that_can_reach
        else greatest(named.bound_high, named.value)
    end as bound_high,
    named.even_value,
    totals.award_count,
    cast(totals.amount_gbp as decimal(18, 2)) as amount_gbp,
    coalesce(located.district_count, 0) as district_count,
    round(
        if(
            totals.kind = 'grant',
            1 - cast(coalesce(located.amount_gbp, 0) as double) / totals.amount_gbp,
            1 - coalesce(located.award_count, 0) / totals.award_count
        ), 6
    ) as not_placed_share,
    named.draws_count,
    if(
        named.is_measured,
        'No interval: each neighbourhood is known.',
        '95 % of draws of as many districts with replacement, of money placed in one district. '
        || 'Not in it: money for several districts, and where in a district money goes.'
    ) as interval_basis,
    case
        when named.is_measured
            then 'Neighbourhoods that lie wholly, and at all, in the wards.'
        when named.is_of_wards
            then
                'None, and all, of the money of districts that hold such wards reaches them; the '
                || 'value supposes that it spreads in each district as residents do.'
        else
            'All awards for several districts in the least, and in the most, needy of them. They '
            || 'are of all money; the value is of money placed in one district.'
    end as bound_basis,
    case
        when {{ is_spread }} then 'not measured for neighbourhoods'
        when named.value is null then 'no money is placed in one district'
        when located.district_count < 30 then 'few districts have awards'
        else 'held'
    end as status,
    totals.source_id
from named
inner join totals on named.fund = totals.fund and named.round = totals.round
left join located on named.fund = located.fund and named.round = located.round
