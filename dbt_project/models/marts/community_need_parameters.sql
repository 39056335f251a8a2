with held as (
    select
        indicator,
        count(*) filter (where area_type = 'lsoa_2021' and not is_imputed) as lsoas_covered_count
    from {{ ref('int_need__indicators') }}
    group by indicator
)

select
    parameters.indicator,
    parameters.domain,
    parameters.subdomain,
    parameters.title,
    parameters.unit,
    parameters.higher_is_more_need as is_more_need_if_higher,
    cast(parameters.weight as double) as counts_for,
    parameters.weight > 0 and parameters.in_default as is_in_without_grants,
    parameters.weight > 0 and parameters.in_with_grants as is_in_with_grants,
    cast(parameters.per as integer) as per,
    parameters.form,
    parameters.is_counted_share,
    cast({{ need_param('standardised_limit') }} as double) as standardised_limit,
    parameters.measured_on,
    held.indicator is not null as is_held,
    cast(coalesce(held.lsoas_covered_count, 0) as bigint) as lsoas_covered_count,
    parameters.why,
    parameters.source_id
from {{ ref('param_need_indicators') }} as parameters
left join held on parameters.indicator = held.indicator
