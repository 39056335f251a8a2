{{ config(meta={'dagster': {'ref': {'name': 'index_sensitivity'}}}) }}
-- The ranking from which the draws depart is that of the published index, area by area.
select
    published.area_type,
    published.index_variant,
    published.area_code,
    published.rank,
    drawn.rank as rank_of_the_draws
from {{ ref('community_need_index') }} as published
full outer join {{ ref('index_sensitivity') }} as drawn
    on
        published.area_type = drawn.area_type
        and published.index_variant = drawn.index_variant
        and published.area_code = drawn.area_code
where
    drawn.index_id is distinct from 'community_need'
    or published.rank is distinct from drawn.rank
