{{ config(meta={'dagster': {'ref': {'name': 'access_20_minutes'}}}) }}
select
    area_code,
    category
from {{ ref('access_20_minutes') }}
where
    (
        status = 'not covered'
        and (
            within_1600_m_walk_detour_1_3 is not null
            or nearest_straight_line_metres is not null
            or is_counted_in_shares
        )
    )
    or (status = 'nearer may be unlisted' and nearest_straight_line_metres is not null)
    or (is_counted_in_shares and within_1600_m_walk_detour_1_2 is null)
