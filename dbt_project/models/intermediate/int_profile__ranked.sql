-- Ranks within each kind of area, 1 the least good; equal values in order of code, and the ranks
-- that they share.
with turned as (
    select
        valued.*,
        {{ goodness('valued.value', 'measures.better') }} as goodness
    from {{ ref('int_profile__valued') }} as valued
    inner join {{ ref('ref_profile_measures') }} as measures
        on valued.measure = measures.measure
),

ranked as (
    select
        * exclude (goodness),
        row_number() over (
            partition by measure, area_type order by goodness, area_code
        ) as rank,
        rank() over (partition by measure, area_type order by goodness) as rank_low,
        count(*) over (partition by measure, area_type, goodness) as equals,
        count(*) over (partition by measure, area_type) as ranked_area_count
    from turned
)

select
    * exclude (equals),
    rank_low + equals - 1 as rank_high
from ranked
