with shared as (
    select distinct indicator
    from {{ ref('ref_need_points') }}
)

select
    indicators.area_type,
    indicators.area_code,
    indicators.indicator,
    parameters.title,
    parameters.domain,
    cast(parameters.weight as double) as counts_for,
    parameters.measured_on,
    case
        when shared.indicator is not null then 'shared_places'
        when parameters.is_counted_share then 'shrunk_share'
        else 'weighted_mean'
    end as method,
    indicators.numerator,
    indicators.denominator,
    indicators.raw_value,
    parameters.unit,
    indicators.shrunk_value,
    indicators.standardised_value,
    indicators.standard_error,
    indicators.coverage_share,
    indicators.is_imputed,
    indicators.imputed_from,
    indicators.imputation_error,
    indicators.period_start,
    indicators.period_end,
    indicators.source_id
from {{ ref('int_need__indicators') }} as indicators
inner join {{ ref('param_need_indicators') }} as parameters
    on indicators.indicator = parameters.indicator
left join shared on indicators.indicator = shared.indicator
where parameters.weight > 0 and (parameters.in_default or parameters.in_with_grants)
