with indicators as (
    select
        component,
        edition,
        indicator,
        higher_is_worse,
        weight
    from {{ ref('param_rural_indicators') }}
    union all
    select
        'core' as component,
        'iod_2025' as edition,
        domain || '_rank' as indicator,
        false as higher_is_worse,
        weight
    from {{ ref('param_imd_weights') }}
    where {{ is_rural_core('domain') }}
)

select
    indicators.component,
    components.title as component_title,
    cast(components.weight as decimal(9, 6)) as component_weight,
    indicators.edition,
    indicators.indicator,
    indicators.higher_is_worse,
    cast(
        indicators.weight / sum(indicators.weight) over (partition by indicators.component)
        as decimal(9, 6)
    ) as indicator_weight
from indicators
inner join {{ ref('param_rural_components') }} as components
    on indicators.component = components.component
