with implied as (
    select
        scope,
        area_code,
        period,
        period_start,
        period_end,
        years,
        'implied by average value' as method,
        receipt_line,
        survey,
        asset_count_low,
        asset_count,
        asset_count_high,
        null as bound_low,
        null as bound_high,
        amount_gbp as value_gbp,
        amount_gbp_real as value_gbp_real,
        predecessor_count as council_count,
        reported_count as answered_count,
        'The average values of the surveys named, lowest and highest, in prices of the base year; '
        || 'the central number is their geometric mean, not the likeliest. Not in it: sampling '
        || 'error of the surveys, and receipts of the line that are no sales of property.'
            as interval_basis,
        null as note
    from {{ ref('int_sale__implied') }}
),

sampled as (
    select
        estimated.scope,
        estimated.area_code,
        estimated.financial_year as period,
        received.period_start,
        received.period_end,
        1 as years,
        estimated.method,
        received.receipt_line,
        'asset_sales' as survey,
        estimated.asset_count_low,
        estimated.asset_count,
        estimated.asset_count_high,
        estimated.bound_low,
        estimated.bound_high,
        received.amount_gbp as value_gbp,
        received.amount_gbp_real as value_gbp_real,
        estimated.council_count,
        estimated.answered_count,
        '95 % interval of the rescaled bootstrap of answering councils within classes, with the '
        || 'spread of the others. Not in it: that councils that answer may differ from the others; '
        || 'for that see the bounds.' as interval_basis,
        null as note
    from {{ ref('int_sale__estimated') }} as estimated
    inner join {{ ref('int_sale__received') }} as received
        on
            estimated.scope = received.scope
            and estimated.area_code = received.area_code
            and estimated.financial_year = received.period
            and received.receipt_line = 'non_housing_assets'
),

surveyed as (
    select
        if(area_code = 'E92000001', 'country', 'region') as scope,
        area_code,
        period,
        period_start,
        period_end,
        years,
        method,
        'none' as receipt_line,
        survey,
        asset_count_low,
        asset_count,
        null as asset_count_high,
        null as bound_low,
        null as bound_high,
        value_gbp,
        null as value_gbp_real,
        councils_asked as council_count,
        councils_answered as answered_count,
        case method
            when 'as published' then 'None was published.'
            else
                'Low: councils that did not answer sold none. There is no upper end: nothing in '
                || 'the published totals says how many they may have sold.'
        end as interval_basis,
        note
    from {{ ref('int_sale__surveyed') }}
),

united as (
    select * from implied
    union all by name
    select * from sampled
    union all by name
    select * from surveyed
),

names as (
    select
        area_code,
        area_name
    from {{ ref('areas') }}
    where area_type in ('region', 'country')
),

bases as (
    select distinct price_base_year
    from {{ ref('int_price__levels') }}
)

select
    united.scope,
    united.area_code,
    case
        when united.area_code = 'unplaced' then 'Split counties, not placed in a region'
        else coalesce(names.area_name, united.area_code)
    end as area_name,
    united.period,
    united.period_start,
    united.period_end,
    cast(united.years as decimal(9, 4)) as years,
    united.method,
    united.receipt_line,
    united.survey,
    cast(round(united.asset_count_low, 1) as decimal(18, 1)) as asset_count_low,
    cast(round(united.asset_count, 1) as decimal(18, 1)) as asset_count,
    cast(round(united.asset_count_high, 1) as decimal(18, 1)) as asset_count_high,
    cast(round(united.asset_count / united.years, 1) as decimal(18, 1)) as asset_count_per_year,
    cast(round(united.bound_low, 1) as decimal(18, 1)) as asset_count_bound_low,
    cast(round(united.bound_high, 1) as decimal(18, 1)) as asset_count_bound_high,
    cast(united.value_gbp as decimal(18, 2)) as value_gbp,
    cast(united.value_gbp_real as decimal(18, 2)) as value_gbp_real,
    bases.price_base_year,
    cast(round(united.value_gbp / united.asset_count, 2) as decimal(18, 2)) as average_value_gbp,
    cast(united.council_count as bigint) as council_count,
    cast(united.answered_count as bigint) as answered_count,
    united.interval_basis,
    case
        when united.method = 'as published' then 'published by others'
        when united.asset_count is not null then 'estimated'
        when united.survey = 'asset_sales' then 'too few councils'
        else 'no receipts'
    end as status,
    united.note
from united
left join names on united.area_code = names.area_code
cross join bases
