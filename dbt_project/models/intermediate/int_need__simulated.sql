-- The indicators of each variant of the index of community need, as the draws read them: a row for
-- each ranked area and indicator.
{{ config(materialized='view') }}

with variants as (
    {% for variant, column in need_variants() %}
    select
        indicator,
        domain,
        weight,
        '{{ variant }}' as index_variant
    from {{ ref('param_need_indicators') }}
    where weight > 0 and {{ column }}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
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
