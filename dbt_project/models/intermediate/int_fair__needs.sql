-- Need per head of each area, as the mean over its residents of their LSOA's need: so what wards
-- get by need is what their LSOAs get.
with lsoas as (
    select
        area_code,
        max(score) filter (where domain = 'imd') as imd,
        max(score) filter (where domain = 'income') as income_deprived,
        max({{ exponential_score('rank', 'ranked') }}) filter (where domain = 'imd')
            as imd_transformed
    from (
        select
            lsoa_code as area_code,
            domain,
            score,
            rank,
            max(rank) over (partition by domain) as ranked
        from {{ ref('deprivation') }}
        where edition = 'iod_2025' and domain in ('imd', 'income')
    ) as deprivation
    group by area_code
),

needs as (
    select
        area_code,
        'imd' as measure,
        cast(imd as decimal(18, 9)) as value
    from lsoas
    union all
    select
        area_code,
        'income_deprived' as measure,
        cast(income_deprived as decimal(18, 9)) as value
    from lsoas
    union all
    select
        area_code,
        'community_need' as measure,
        cast(score as decimal(18, 9)) as value
    from {{ ref('community_need_index') }}
    where area_type = 'lsoa_2021' and index_variant = 'without_grants'
    union all
    select
        lsoas.area_code,
        'imd_and_community_need' as measure,
        cast(
            round(
                lsoas.imd_transformed
                + {{ exponential_score('need.rank', 'need.ranked_area_count') }}, 9
            ) as decimal(18, 9)
        ) as value
    from lsoas
    inner join {{ ref('community_need_index') }} as need
        on
            lsoas.area_code = need.area_code
            and need.area_type = 'lsoa_2021'
            and need.index_variant = 'without_grants'
),

members as (
    select
        from_area_code as lsoa_code,
        to_area_type as area_type,
        to_area_code as area_code,
        shared_residents_count
    from {{ ref('area_lookup') }}
    where
        from_area_type = 'lsoa_2021'
        and to_area_type in (
            'region', 'district_2024', 'ward_2017', 'ward_2024', 'ward_2025', 'msoa_2021'
        )
)

select
    'lsoa_2021' as area_type,
    area_code,
    measure,
    value
from needs
where value is not null
union all
select
    members.area_type,
    members.area_code,
    needs.measure,
    cast(
        round(
            cast(
                sum(cast(members.shared_residents_count as decimal(28, 6)) * needs.value) as double
            )
            / cast(sum(members.shared_residents_count) as double), 9
        ) as decimal(18, 9)
    ) as value
from members
inner join needs on members.lsoa_code = needs.area_code
group by members.area_type, members.area_code, needs.measure
having sum(members.shared_residents_count) > 0 and count(*) = count(needs.value)
