-- The share of an area's residents who live in LSOAs that have each category, or basket, in reach.
-- Counted are LSOAs where it is known for every walk, wherever the nearest turns out to be: those
-- near ground that is not covered are left out also when a place is near, or the share would rise.
with measures as (
    select
        area_code as origin_id,
        category as measure,
        {% for within in within_walks() -%}
        {{ millionths(within) }} as {{ within }},
        {% endfor -%}
        is_counted_in_shares,
        as_at
    from {{ ref('access_20_minutes') }}
    {% for measure, value in {
        'mean_score': 'score', 'complete': 'is_complete', 'at_least_80_pct': 'is_80_pct'
    }.items() -%}
    union all
    select
        area_code as origin_id,
        '{{ measure }}_of_basket_' || replace(basket, ' ', '_') as measure,
        {% for within in within_walks() -%}
        {{ millionths(value ~ '_' ~ within) }} as {{ within }},
        {% endfor -%}
        is_counted_in_shares,
        cast(null as date) as as_at
    from {{ ref('access_scores') }}
    {% endfor %}
),

summed as (
    select
        members.area_type,
        members.area_code,
        measures.measure,
        sum(members.millionths) as millionths,
        {% for within in within_walks() -%}
        sum(if(measures.is_counted_in_shares, members.millionths * measures.{{ within }}, 0))
            as {{ within }},
        {% endfor -%}
        min(measures.as_at) as as_at,
        sum(if(measures.is_counted_in_shares, members.millionths, 0)) as counted_millionths
    from measures
    inner join {{ ref('int_access__members') }} as members
        on measures.origin_id = members.origin_id
    group by members.area_type, members.area_code, measures.measure
)

select
    area_type,
    area_code,
    measure,
    {% for within in within_walks() -%}
    if(
        {{ is_enough('counted_millionths', 'millionths') }},
        {{ share(within ~ ' / 1000000', 'counted_millionths') }},
        null
    ) as share_{{ within }},
    {% endfor -%}
    cast(millionths / 1000000 as decimal(18, 3)) as residents_count,
    cast(counted_millionths / 1000000 as decimal(18, 3)) as counted_residents_count,
    {{ share('counted_millionths', 'millionths') }} as counted_residents_share,
    as_at
from summed
