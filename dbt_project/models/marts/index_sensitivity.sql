select
    'community_need' as index_id,
    drawn.index_variant,
    drawn.area_type,
    drawn.area_code,
    named.area_name,
    cast(drawn.default_rank as integer) as rank,
    cast(drawn.rank_low as integer) as rank_low,
    cast(drawn.rank_median as integer) as rank_median,
    cast(drawn.rank_high as integer) as rank_high,
    cast(
        count(*) over (partition by drawn.area_type, drawn.index_variant) as integer
    ) as ranked_area_count,
    drawn.worst_tenth_probability,
    drawn.mean_absolute_rank_shift,
    cast(drawn.draws_count as integer) as draws_count
from {{ ref('int_need__draws') }} as drawn
inner join {{ ref('int_area__named') }} as named
    on drawn.area_type = named.area_type and drawn.area_code = named.area_code
