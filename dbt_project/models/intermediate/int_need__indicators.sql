-- Every indicator of every area, standardised among areas of its kind so that more is more need.
-- Where it is not covered it has the mean of its district, else of its region, else of England.
with means as (
    select
        area_type,
        indicator,
        {{ summed_exactly('reshaped_value', '1') }} / count(*) as mean
    from {{ ref('int_need__measured') }}
    group by area_type, indicator
),

spreads as (
    select
        measured.area_type,
        measured.indicator,
        means.mean,
        sqrt(
            {{ summed_exactly(
                'measured.reshaped_value - means.mean', 'measured.reshaped_value - means.mean'
            ) }} / count(*)
        ) as deviation
    from {{ ref('int_need__measured') }} as measured
    inner join means
        on measured.area_type = means.area_type and measured.indicator = means.indicator
    group by measured.area_type, measured.indicator, means.mean
),

spread as (
    select
        measured.*,
        spreads.mean,
        spreads.deviation,
        areas.district_2024_code,
        areas.region_code,
        if(indicators.higher_is_more_need, 1, -1) as direction
    from {{ ref('int_need__measured') }} as measured
    inner join {{ ref('int_need__areas') }} as areas
        on measured.area_type = areas.area_type and measured.area_code = areas.area_code
    inner join {{ ref('param_need_indicators') }} as indicators
        on measured.indicator = indicators.indicator
    inner join spreads
        on measured.area_type = spreads.area_type and measured.indicator = spreads.indicator
),

standardised as materialized (
    select
        *,
        cast(
            round(
                greatest(
                    -1 * {{ need_param('standardised_limit') }},
                    least(
                        {{ need_param('standardised_limit') }},
                        coalesce(direction * (reshaped_value - mean) / nullif(deviation, 0), 0)
                    )
                ),
                9
            ) as decimal(12, 9)
        ) as standardised_value,
        coalesce(round(reshaped_error / nullif(deviation, 0), 9), 0) as standard_error
    from spread
),

held as (
    select distinct
        area_type,
        indicator
    from standardised
),

expected as (
    select
        areas.area_type,
        areas.area_code,
        areas.district_2024_code,
        areas.region_code,
        held.indicator
    from {{ ref('int_need__areas') }} as areas
    inner join held on areas.area_type = held.area_type
),

missing as (
    select expected.*
    from expected
    anti join standardised
        on
            expected.area_type = standardised.area_type
            and expected.area_code = standardised.area_code
            and expected.indicator = standardised.indicator
),

{% set levels = [
    ('district', ['district_2024_code']), ('region', ['region_code']), ('england', []),
] %}
{% for level, group in levels %}
{{ level }}_means as (
    select
        area_type,
        indicator,
        {% for column in group %}{{ column }},{% endfor %}
        cast(sum(standardised_value) as double) / count(*) as mean_value
    from standardised
    group by all
),

{{ level }}_errors as (
    select
        standardised.area_type,
        standardised.indicator,
        sqrt(
            cast(
                sum(
                    cast(
                        power(standardised.standardised_value - means.mean_value, 2)
                        as decimal(18, 9)
                    )
                ) as double
            ) / count(*)
        ) as residual_deviation
    from standardised
    inner join {{ level }}_means as means
        on
            standardised.area_type = means.area_type
            and standardised.indicator = means.indicator
            {% for column in group %}and standardised.{{ column }} = means.{{ column }}{% endfor %}

    group by standardised.area_type, standardised.indicator
),

{% endfor %}
imputed as (
    select
        missing.area_type,
        missing.area_code,
        missing.indicator,
        case
            when district_means.mean_value is not null then 'district'
            when region_means.mean_value is not null then 'region'
            else 'country'
        end as imputed_from,
        coalesce(
            district_means.mean_value, region_means.mean_value, england_means.mean_value
        ) as imputed_value,
        case
            when district_means.mean_value is not null then district_errors.residual_deviation
            when region_means.mean_value is not null then region_errors.residual_deviation
            else england_errors.residual_deviation
        end as imputation_error
    from missing
    {% for level, group in levels %}
    left join {{ level }}_means
        on
            missing.area_type = {{ level }}_means.area_type
            and missing.indicator = {{ level }}_means.indicator
            {% for column in group -%}
            and missing.{{ column }} = {{ level }}_means.{{ column }}
            {%- endfor %}

    left join {{ level }}_errors
        on
            missing.area_type = {{ level }}_errors.area_type
            and missing.indicator = {{ level }}_errors.indicator
    {% endfor %}
),

united as (
    select
        area_type,
        area_code,
        indicator,
        numerator,
        denominator,
        raw_value,
        shrunk_value,
        cast(standardised_value as double) as standardised_value,
        standard_error,
        coverage_share,
        false as is_imputed,
        cast(null as varchar) as imputed_from,
        0.0 as imputation_error,
        period_start,
        period_end
    from standardised
    union all
    select
        area_type,
        area_code,
        indicator,
        null as numerator,
        null as denominator,
        null as raw_value,
        null as shrunk_value,
        round(imputed_value, 9) as standardised_value,
        0.0 as standard_error,
        0 as coverage_share,
        true as is_imputed,
        imputed_from,
        round(imputation_error, 9) as imputation_error,
        null as period_start,
        null as period_end
    from imputed
)

select
    united.*,
    indicators.source_id
from united
inner join {{ ref('param_need_indicators') }} as indicators
    on united.indicator = indicators.indicator
