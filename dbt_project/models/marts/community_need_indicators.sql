select
    indicators.area_type,
    indicators.area_code,
    indicators.indicator,
    parameters.domain,
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
where parameters.weight > 0 and (parameters.in_default or parameters.in_with_grants)
