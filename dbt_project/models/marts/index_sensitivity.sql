{% set indices = [('community_need', 'int_need__drawn'), ('rural', 'int_rural__drawn')] %}
with united as (
    {% for index, drawn in indices %}
    select
        '{{ index }}' as index_id,
        *
    from {{ ref(drawn) }}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
)

select
    united.index_id,
    united.index_variant,
    united.area_type,
    united.area_code,
    named.area_name,
    cast(united.default_rank as integer) as rank,
    cast(united.rank_low as integer) as rank_low,
    cast(united.rank_median as integer) as rank_median,
    cast(united.rank_high as integer) as rank_high,
    cast(
        count(*) over (
            partition by united.index_id, united.area_type, united.index_variant
        ) as integer
    ) as ranked_area_count,
    (united.worst_tenth_draws_apportioned + united.worst_tenth_draws_best_fit)
    / united.draws_count as worst_tenth_probability,
    united.rank_shift / united.draws_count as mean_absolute_rank_shift,
    cast(united.draws_count as integer) as draws_count
from united
inner join {{ ref('int_area__named') }} as named
    on united.area_type = named.area_type and united.area_code = named.area_code
