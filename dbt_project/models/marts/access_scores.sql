-- The score of each LSOA for two baskets: what is held anywhere, and what is covered everywhere.
with weighted as (
    select *
    from {{ ref('access_20_minutes') }}
    where weight > 0
),

partly_covered as (
    select category
    from weighted
    where measured_by = 'nearest place' and status = 'not covered'
),

in_baskets as (
    select
        'held' as basket,
        *
    from weighted
    union all
    select
        'covered everywhere' as basket,
        *
    from weighted
    where category not in (select partly_covered.category from partly_covered)
)

select
    area_type,
    area_code,
    basket,
    count(*) as categories_count,
    count(*) filter (status != 'not covered') as covered_categories_count,
    {% for within in within_walks() -%}
    {{ share(
        'coalesce(sum(weight) filter (' ~ within ~ '), 0)',
        'sum(weight) filter (' ~ within ~ ' is not null)'
    ) }} as score_{{ within }},
    if(count({{ within }}) = count(*), bool_and({{ within }}), null) as is_complete_{{ within }},
    if(
        count({{ within }}) = count(*),
        coalesce(sum(weight) filter ({{ within }}), 0) * 10 >= sum(weight) * 8,
        null
    ) as is_80_pct_{{ within }},
    {% endfor -%}
    bool_and(is_counted_in_shares) as is_counted_in_shares
from in_baskets
group by area_type, area_code, basket
