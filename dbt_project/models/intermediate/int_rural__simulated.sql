-- The indicators of the rural index as the draws read them: a row for each ranked LSOA and
-- indicator. The domains of the core are on the exponential scale, as the IMD adds them.
{{ config(materialized='view') }}

with domains as (
    {% for domain in ['income', 'employment', 'education', 'health'] %}
    select
        lsoa_2021_code,
        '{{ domain }}' as indicator,
        {{ exponential_score(domain ~ '_rank', 'count(*) over ()') }} as score
    from {{ ref('stg_mhclg_iod2025__lsoas') }}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

core as (
    select
        domains.*,
        'core' as component,
        weights.weight
    from domains
    inner join {{ ref('param_imd_weights') }} as weights
        on domains.indicator = weights.domain
),

united as (
    select * from core
    union all by name
    select
        lsoa_2021_code,
        indicator,
        component,
        weight,
        better_off_share as score
    from {{ ref('int_rural__indicators') }}
)

select
    'lsoa_2021' as area_type,
    'default' as index_variant,
    united.lsoa_2021_code as area_code,
    united.indicator,
    united.component as domain,
    cast(united.weight as double) as weight,
    cast(components.weight as double) as domain_weight,
    united.score,
    cast(0 as double) as standard_error,
    cast(0 as double) as imputation_error
from united
inner join {{ ref('param_rural_components') }} as components
    on united.component = components.component
semi join {{ ref('int_rural__index') }} as ranked
    on united.lsoa_2021_code = ranked.lsoa_2021_code
