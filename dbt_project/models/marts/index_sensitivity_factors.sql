select
    'community_need' as index_id,
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
from {{ ref('int_need__factor_effects') }}
