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
        rank() over (partition by measure, area_type order by goodness) as first_equal,
        count(*) over (partition by measure, area_type, goodness) as equals,
        count(*) over (partition by measure, area_type) as ranked_area_count
    from turned
)

select
    * exclude (equals, first_equal, drawn_rank_low, drawn_rank_high),
    coalesce(drawn_rank_low, first_equal) as rank_low,
    coalesce(drawn_rank_high, first_equal + equals - 1) as rank_high,
    if(drawn_rank_low is null, 'equal values', 'draws of the index') as rank_interval_basis,
    {{ middle_percentile('first_equal', 'equals', 'ranked_area_count') }} as percentile
from ranked
