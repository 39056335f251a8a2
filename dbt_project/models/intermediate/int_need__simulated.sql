-- The indicators of each variant of the index of community need, as the draws read them: a row for
-- each ranked area and indicator.
{{ config(materialized='view') }}

with variants as (
    select
        parameters.indicator,
        parameters.domain,
        parameters.weight,
        unnest(list_filter(
            [
                case when parameters.in_default then 'without_grants' end,
                case when parameters.in_with_grants then 'with_grants' end
            ],
            variant -> variant is not null
        )) as index_variant
    from {{ ref('param_need_indicators') }} as parameters
    where parameters.weight > 0
)

select
    indicators.area_type,
    variants.index_variant,
    indicators.area_code,
    variants.indicator,
    variants.domain,
    cast(variants.weight as double) as weight,
    cast(1 as double) as domain_weight,
    indicators.standardised_value as score,
    indicators.standard_error,
    indicators.imputation_error
from {{ ref('int_need__indicators') }} as indicators
inner join variants
    on indicators.indicator = variants.indicator
semi join {{ ref('int_need__default_ranks') }} as ranked
    on
        indicators.area_type = ranked.area_type
        and indicators.area_code = ranked.area_code
        and variants.index_variant = ranked.index_variant
