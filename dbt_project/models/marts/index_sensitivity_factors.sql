{% set indices = [
    ('community_need', 'int_need__factor_effects'), ('rural', 'int_rural__factor_effects'),
] %}
with united as (
    {% for index, effects in indices %}
    select
        '{{ index }}' as index_id,
        *
    from {{ ref(effects) }}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
)

select
    index_id,
    index_variant,
    area_type,
    output,
    factor,
    {% for measure in ['first_order_index', 'total_index'] %}
    round({{ measure }}, 6) as {{ measure }},
    round({{ measure }}_low, 6) as {{ measure }}_low,
    round({{ measure }}_high, 6) as {{ measure }}_high,
    {% endfor %}
    cast(sample_count as integer) as sample_count
from united
