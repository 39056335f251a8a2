-- One row for each year, and one for all the years of a series (one family of editions) together.
with priced as (
    select
        gaps.*,
        cast(cast(gaps.gap_gbp as decimal(28, 2)) * prices.real_factor as decimal(18, 2))
            as gap_gbp_real,
        gaps.edition_choice = 'latest'
        and gaps.population_choice = 'nearest'
        and gaps.not_placed_choice = 'by residents' as is_central,
        case
            when starts_with(gaps.edition, 'CRA') then 'Country and Regional Analysis'
            else gaps.edition
        end as series
    from {{ ref('int_invest__gaps') }} as gaps
    left join {{ ref('int_price__levels') }} as prices
        on gaps.financial_year = prices.financial_year
),

yearly as (
    select
        *,
        financial_year as period,
        false as is_cumulative,
        1 as years_count,
        gap_gbp_real as real_gbp
    from priced
),

spans as (
    select
        series,
        min(financial_year) || ' to ' || max(financial_year) as period
    from priced
    group by series
),

-- A choice must have a figure for each year of the series; without one price level there is no sum.
cumulative as (
    select
        priced.edition_choice,
        priced.population_choice,
        priced.not_placed_choice,
        priced.area_type,
        priced.area_code,
        priced.area_name,
        priced.function_group,
        priced.kind,
        priced.is_central,
        priced.series,
        min(priced.source_id) as source_id,
        string_agg(distinct priced.edition, ', ' order by priced.edition) as edition,
        spans.period,
        count(*) as years_count,
        sum(priced.gap_gbp) as gap_gbp,
        if(count(priced.gap_gbp_real) = count(*), sum(priced.gap_gbp_real), null) as real_gbp
    from priced
    inner join spans on priced.series = spans.series
    group by all
),

united as (
    select
        edition_choice,
        population_choice,
        not_placed_choice,
        area_type,
        area_code,
        area_name,
        function_group,
        kind,
        period,
        is_cumulative,
        years_count,
        edition,
        is_central,
        population_basis,
        population_count,
        per_head_gbp,
        london_per_head_gbp,
        gap_gbp,
        real_gbp,
        source_id
    from yearly
    union all
    select
        edition_choice,
        population_choice,
        not_placed_choice,
        area_type,
        area_code,
        area_name,
        function_group,
        kind,
        period,
        true as is_cumulative,
        years_count,
        edition,
        is_central,
        'of each year as in its own row' as population_basis,
        null as population_count,
        null as per_head_gbp,
        null as london_per_head_gbp,
        gap_gbp,
        real_gbp,
        source_id
    from cumulative
),

held as (
    select
        area_code,
        function_group,
        kind,
        period,
        is_cumulative,
        max(years_count) as years_count,
        max(edition) filter (where is_central) as edition,
        max(population_basis) filter (where is_central) as population_basis,
        max(population_count) filter (where is_central) as population_count,
        max(per_head_gbp) filter (where is_central) as per_head_gbp,
        max(london_per_head_gbp) filter (where is_central) as london_per_head_gbp,
        min(gap_gbp) as gap_gbp_low,
        max(gap_gbp) filter (where is_central) as gap_gbp,
        max(gap_gbp) as gap_gbp_high,
        count(distinct gap_gbp) as choice_count,
        min(real_gbp) as gap_gbp_real_low,
        max(real_gbp) filter (where is_central) as gap_gbp_real,
        max(real_gbp) as gap_gbp_real_high,
        min(source_id) as source_id
    from united
    group by all
),

areas as (
    select distinct
        area_type,
        area_code,
        area_name
    from {{ ref('int_invest__areas') }}
    where
        area_type in ('region', 'group of regions')
        and area_code != 'E12000007'
),

lines as (
    select
        unnest(['all', 'transport', 'science and technology', 'other']) as function_group,
        ['all', 'capital', 'current'] as kinds
    union all
    select
        'research and development' as function_group,
        ['all'] as kinds
),

years as (
    select financial_year from {{ ref('int_price__levels') }}
    union
    select financial_year from {{ ref('int_invest__spending') }}
),

periods as (
    select
        lines.function_group,
        unnest(lines.kinds) as kind,
        years.financial_year as period,
        false as is_cumulative
    from lines
    cross join years
    union all
    select distinct
        function_group,
        kind,
        period,
        is_cumulative
    from held
    where is_cumulative
)

select
    periods.period,
    periods.is_cumulative,
    areas.area_type,
    areas.area_code,
    areas.area_name,
    periods.function_group,
    periods.kind,
    held.edition as editions,
    cast(coalesce(held.years_count, 0) as integer) as years_count,
    cast(held.population_count as bigint) as population_count,
    held.population_basis,
    cast(held.per_head_gbp as decimal(18, 2)) as per_head_gbp,
    cast(held.london_per_head_gbp as decimal(18, 2)) as london_per_head_gbp,
    cast(held.gap_gbp_low as decimal(18, 2)) as gap_gbp_low,
    cast(held.gap_gbp as decimal(18, 2)) as gap_gbp,
    cast(held.gap_gbp_high as decimal(18, 2)) as gap_gbp_high,
    cast(held.gap_gbp_real_low as decimal(18, 2)) as gap_gbp_real_low,
    cast(held.gap_gbp_real as decimal(18, 2)) as gap_gbp_real,
    cast(held.gap_gbp_real_high as decimal(18, 2)) as gap_gbp_real_high,
    '2024-25' as price_base_year,
    case
        when held.choice_count > 1
            then
                'Lowest and highest over the choices: residents (mid-year, or those of the '
                || 'combined PESA file), edition where two have the year, and spending that '
                || 'benefits no one area (by residents, or as identifiable spending lies). Not '
                || 'in it: errors in how departments place spending, and whether need asks for '
                || 'equal spending per head.'
        when held.choice_count = 1
            then 'No second choice is held, so low and high are the central value.'
    end as interval_basis,
    case
        when held.area_code is null then 'not held'
        when held.gap_gbp_real is null then 'held; no price level of a year is held'
        else 'held'
    end as status,
    held.source_id
from periods
cross join areas
left join held
    on
        areas.area_code = held.area_code
        and periods.function_group = held.function_group
        and periods.kind = held.kind
        and periods.period = held.period
