-- The ranking from which the draws depart: every choice as published.
with scores as (
    select
        area_type,
        area_code,
        index_variant,
        -- Areas whose domain ranks are each other's tie; the order of adding must not part them.
        sum(cast(transformed_score as decimal(18, 9))) as score
    from {{ ref('int_need__domains') }}
    group by area_type, area_code, index_variant
    having count(*) = {{ need_domains() | length }}
)

select
    area_type,
    area_code,
    index_variant,
    cast(score as double) as score,
    index_variant = 'without_grants' as is_default,
    row_number() over (
        partition by area_type, index_variant
        order by score desc, area_code asc
    ) as default_rank,
    cast(
        {{ most_deprived_count('count(*) over (partition by area_type, index_variant)') }} as bigint
    ) as worst_tenth_count
from scores
