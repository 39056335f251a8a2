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
),

held as (
    select
        edition,
        indicator,
        count(*) as lsoas
    from {{ ref('int_rural__indicators') }}
    group by edition, indicator
    union all
    select
        'iod_2025' as edition,
        unnest({{ rural_core_domains() }}) || '_rank' as indicator,
        count(*) as lsoas
    from {{ ref('int_rural__lsoas') }}
    where edition = 'iod_2025' and is_rural
)

select
    indicators.component,
    components.title as component_title,
    cast(components.weight as decimal(9, 6)) as component_weight,
    indicators.edition,
    indicators.indicator,
    indicators.higher_is_worse as is_worse_if_higher,
    cast(
        indicators.weight / sum(indicators.weight) over (partition by indicators.component)
        as decimal(9, 6)
    ) as indicator_weight,
    cast(coalesce(held.lsoas, 0) as integer) as rural_lsoa_count
from indicators
inner join {{ ref('param_rural_components') }} as components
    on indicators.component = components.component
left join held
    on indicators.edition = held.edition and indicators.indicator = held.indicator
