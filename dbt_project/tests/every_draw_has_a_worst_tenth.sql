{{ config(meta={'dagster': {'ref': {'name': 'int_need__draws'}}}) }}
-- In each draw exactly the worst tenth of the areas is in the worst tenth, so the probabilities of
-- all areas add up to the number of areas in it.
select
    drawn.area_type,
    drawn.index_variant,
    sum(drawn.worst_tenth_probability) as expected_members,
    max(ranked.worst_tenth_count) as worst_tenth_count
from {{ ref('int_need__draws') }} as drawn
inner join {{ ref('int_need__default_ranks') }} as ranked
    on
        drawn.area_type = ranked.area_type
        and drawn.area_code = ranked.area_code
        and drawn.index_variant = ranked.index_variant
group by drawn.area_type, drawn.index_variant
having abs(sum(drawn.worst_tenth_probability) - max(ranked.worst_tenth_count)) > 0.001
