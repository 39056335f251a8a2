-- Which areas are in the most deprived tenth of their kind, by edition and boundary method.
select
    area_type,
    area_code,
    edition,
    boundary_method,
    average_score_rank <= {{ most_deprived_count('ranked_area_count') }} as is_worst_tenth
from {{ ref('int_left_behind__ranked') }}
where edition in ('iod_2019', 'iod_2025')
