{{ config(meta={'dagster': {'ref': {'name': 'access_20_minutes'}}}) }}
select
    area_code,
    category
from {{ ref('access_20_minutes') }}
where
    (within_800_m_walk_detour_1_3 and not coalesce(within_1600_m_walk_detour_1_3, false))
    or (within_800_m_walk_detour_1_4 and not coalesce(within_800_m_walk_detour_1_2, false))
