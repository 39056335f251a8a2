{{ config(meta={'dagster': {'ref': {'name': 'grant_gap'}}}) }}
with gaps as (
    select * from {{ ref('grant_gap') }}
    union all
    select * from {{ ref('grant_gap_2018') }}
),

rates as (
    select
        *,
        left_behind_gbp / left_behind_resident_count as left_behind,
        comparator_gbp / comparator_resident_count as comparator_held
    from gaps
    where measure = 'mean' and status = 'known'
)

select *
from rates
where
    abs(left_behind_rate - left_behind) > 0.0001
    or abs(comparator_rate - comparator_held) > 0.0001
    or abs(relative_gap - (1 - left_behind / comparator_held)) > 0.00001
