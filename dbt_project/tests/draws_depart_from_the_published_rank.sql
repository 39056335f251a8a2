{{ config(meta={'dagster': {'ref': {'name': 'index_sensitivity'}}}) }}
-- The ranking from which the draws depart is that of the published index, area by area.
with published as (
    select
        'community_need' as index_id,
        area_type,
        index_variant,
        area_code,
        rank
    from {{ ref('community_need_index') }}
    union all
    select
        'rural' as index_id,
        area_type,
        'default' as index_variant,
        area_code,
        rural_index_rank as rank
    from {{ ref('rural_pockets') }}
    where rural_index_rank is not null
)

select
    published.index_id,
    published.area_type,
    published.index_variant,
    published.area_code,
    published.rank,
    drawn.rank as rank_of_the_draws
from published
full outer join {{ ref('index_sensitivity') }} as drawn
    on
        published.index_id = drawn.index_id
        and published.area_type = drawn.area_type
        and published.index_variant = drawn.index_variant
        and published.area_code = drawn.area_code
where published.rank is distinct from drawn.rank
