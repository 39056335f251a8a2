-- The three parts of the rural index and their sum, for rural LSOAs of which every indicator is
-- held. Ranks are among these; of equal values the lower code comes first.
with core as (
    select
        lsoa_2021_code,
        (
            {% for domain in rural_core_domains() %}
            {{ exponential_score(domain ~ '_rank', 'count(*) over ()') }} * (
                select weight from {{ ref('param_imd_weights') }}
                where domain = '{{ domain }}'
            ){% if not loop.last %} + {% endif %}
            {% endfor %}
        ) / (
            select sum(weight) from {{ ref('param_imd_weights') }}
            where {{ is_rural_core('domain') }}
        ) as value
    from {{ ref('stg_mhclg_iod2025__lsoas') }}
),

others as (
    select
        component,
        lsoa_2021_code,
        sum(better_off_count * weight) as value
    from {{ ref('int_rural__indicators') }}
    group by component, lsoa_2021_code
    having
        count(*) = (
            select count(*) from {{ ref('param_rural_indicators') }} as used
            where used.component = int_rural__indicators.component
        )
),

complete as (
    select
        core.lsoa_2021_code,
        round(core.value, 9) as core_value,
        access.value as access_value,
        cost.value as cost_value
    from core
    inner join others as access
        on core.lsoa_2021_code = access.lsoa_2021_code and access.component = 'access'
    inner join others as cost
        on core.lsoa_2021_code = cost.lsoa_2021_code and cost.component = 'cost'
),

ranked as (
    select
        lsoa_2021_code,
        count(*) over () as ranked_count,
    {% for component in ['core', 'access', 'cost'] %}
    row_number() over (order by {{ component }}_value desc, lsoa_2021_code asc)
        as {{ component }}_rank{% if not loop.last %},{% endif %}
    {% endfor %}
    from complete
),

scored as (
    select
        *,
    {% for component in ['core', 'access', 'cost'] %}
    round({{ exponential_score(component ~ '_rank', 'ranked_count') }}, 9)
        as {{ component }}_score{% if not loop.last %},{% endif %}
    {% endfor %}
    from ranked
),

added as (
    select
        scored.*,
        round(
            {% for component in ['core', 'access', 'cost'] %}
            {{ component }}_score * (
                select weight from {{ ref('param_rural_components') }}
                where component = '{{ component }}'
            ){% if not loop.last %} + {% endif %}
            {% endfor %}, 9
        ) as index_score
    from scored
)

select
    *,
    row_number() over (order by index_score desc, lsoa_2021_code asc) as index_rank
from added
