-- Each area by each measure: its rank, whether that is in the worst tenth, and how far it is from
-- the last area inside (0 and more is inside).
with measured as (
    select
        edition as measure,
        area_type,
        area_code,
        average_score as score,
        average_score_rank as rank,
        ranked_area_count
    from {{ ref('int_left_behind__ranked') }}
    where boundary_method = 'best_fit' and edition in ('iod_2019', 'iod_2025')
    union all
    select
        if(index_variant = 'with_grants', 'need_with_grants', 'need') as measure,
        area_type,
        area_code,
        score,
        rank,
        ranked_area_count
    from {{ ref('community_need_index') }}
),

cut as (
    select
        *,
        cast({{ most_deprived_count('ranked_area_count') }} as integer) as tenth
    from measured
)

select
    *,
    rank <= tenth as is_worst_tenth,
    tenth - rank as margin_ranks,
    round(
        score - max(score) filter (where rank = tenth) over (partition by measure, area_type), 9
    ) as margin_score
from cut
