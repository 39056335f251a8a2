{{ config(meta={'dagster': {'ref': {'name': 'regeneration_targeting'}}}) }}
select *
from {{ ref('regeneration_targeting') }}
where
    bound_low > bound_high
    or value_low > value_high
    or abs(value) > 1
    or not_placed_share not between 0 and 1
