-- Indicators of every area that is ranked: sums of the parts of its LSOAs, never means of ranks.
-- A share that is counted is drawn towards its district's mean (methods section 2); an area less of
-- which is covered than the least share asked for has no value here, and is imputed later.
with summed as (
    select
        members.area_type,
        members.area_code,
        parts.indicator,
        {% for total, value, weight in [
            ('numerator', 'parts.numerator', 'members.weight'),
            ('denominator', 'parts.denominator', 'members.weight'),
            ('error_total', 'parts.standard_error', 'members.people'),
            ('covered_people', '1', 'members.people'),
        ] %}
        {{ summed_exactly(value, weight) }} as {{ total }},
        {% endfor %}
        min(parts.period_start) as period_start,
        max(parts.period_end) as period_end
    from {{ ref('int_need__lsoa_parts') }} as parts
    inner join {{ ref('int_need__members') }} as members
        on parts.lsoa_2021_code = members.lsoa_2021_code
    group by members.area_type, members.area_code, parts.indicator
),

measured as (
    select
        summed.area_type,
        summed.area_code,
        areas.district_2024_code,
        summed.indicator,
        summed.numerator,
        summed.denominator,
        summed.period_start,
        summed.period_end,
        indicators.per,
        indicators.form,
        indicators.is_counted_share,
        summed.error_total / summed.covered_people as published_error,
        round(summed.covered_people / cast(areas.people as double), 6) as coverage_share
    from summed
    inner join {{ ref('int_need__areas') }} as areas
        on summed.area_type = areas.area_type and summed.area_code = areas.area_code
    inner join {{ ref('param_need_indicators') }} as indicators
        on summed.indicator = indicators.indicator
),

covered as materialized (
    select *
    from measured
    where coverage_share >= {{ need_param('least_coverage_share') }} and denominator > 0
),

counted_shares as (
    select
        *,
        shrunk_rate as value,
        shrunk_error as value_error
    from {{ shrunk_rates(
        '(select * from covered where is_counted_share)',
        ['area_type', 'indicator', 'district_2024_code']
    ) }} as shrunk
),

valued as (
    select * exclude (own_weight, shrunk_rate, shrunk_error)
    from counted_shares
    union all by name
    select
        *,
        per * numerator / denominator as value,
        published_error as value_error
    from covered
    where not is_counted_share
)

select
    area_type,
    area_code,
    indicator,
    cast(numerator as decimal(18, 6)) as numerator,
    cast(denominator as decimal(18, 6)) as denominator,
    cast(
        round(per * numerator / denominator, 9) as decimal(18, 9)
    ) as raw_value,
    cast(round(value, 9) as decimal(18, 9)) as shrunk_value,
    round({{ reshaped('value', 'form') }}, 9) as reshaped_value,
    cast(round(value_error * {{ reshaped_slope('value', 'form') }}, 9) as decimal(18, 9))
        as reshaped_error,
    coverage_share,
    period_start,
    period_end
from valued
