{{ config(meta={'dagster': {'ref': {'name': 'area_profiles'}}}) }}
-- What districts borrow from their counties is ranked among counties: see good_local_society.
select
    area_type,
    measure,
    count(rank) as ranked,
    count(distinct rank) as ranks,
    max(rank) as last_rank
from {{ ref('area_profiles') }}
where dataset != 'good_local_society'
group by area_type, measure
having
    count(rank) != count(value)
    or count(rank) != count(distinct rank)
    or count(rank) != max(rank)
    or count(rank) != max(ranked_area_count)
    or bool_or(rank_interval_basis = 'equal values' and rank not between rank_low and rank_high)
