-- What a kind of area holds in all, of shares that are published, is what England holds. Parts of
-- people are rounded to thousandths, shares to millionths.
{{ config(meta={'dagster': {'ref': {'name': 'access_by_area'}}}) }}
with reached as (
    select
        area_type,
        measure,
        sum(residents_count) as residents,
        sum(counted_residents_count) as counted,
        sum(counted_residents_count * share_within_800_m_walk_detour_1_3) as people,
        bool_or(counted_residents_count > 0 and share_within_800_m_walk_detour_1_3 is null)
            as is_partly_withheld
    from {{ ref('access_by_area') }}
    where area_type not in ('ward_2017', 'ward_2024', 'ward_2025')
    group by area_type, measure
)

select
    parts.area_type,
    parts.measure,
    parts.people,
    england.people as people_of_england
from reached as parts
inner join reached as england
    on parts.measure = england.measure and england.area_type = 'country'
where
    abs(parts.residents - england.residents) > 60
    or abs(parts.counted - england.counted) > 60
    or (
        not parts.is_partly_withheld
        and not england.is_partly_withheld
        and abs(parts.people - england.people) > 60
    )
