-- How much each district, each region and England are in need, by each measure that money is
-- compared with.
with members as (
    select
        district_2024_code,
        unnest(['district_2024', 'region', 'country']) as area_type,
        unnest([district_2024_code, region_code, 'E92000001']) as area_code
    from {{ ref('stg_ons_district24_region24__districts') }}
),

community as (
    select
        members.area_type,
        members.area_code,
        sum(cast(lsoas.need_score * lsoas.population_2021_count as decimal(28, 6)))
        / sum(lsoas.population_2021_count) as community_need_score
    from {{ ref('left_behind_neighbourhoods') }} as lsoas
    inner join members on lsoas.district_2024_code = members.district_2024_code
    where lsoas.area_type = 'lsoa_2021'
    group by all
),

left_behind as (
    select
        members.area_type,
        members.area_code,
        count(*) filter (where wards.is_published_225) as published_225_ward_count,
        count(*) filter (where wards.is_left_behind_iod_2025) as left_behind_2025_ward_count,
        sum(wards.population_2021_count) filter (where wards.is_published_225)
        / sum(wards.population_2021_count) as published_225_share,
        sum(wards.population_2021_count) filter (where wards.is_left_behind_iod_2025)
        / sum(wards.population_2021_count) as left_behind_2025_share
    from {{ ref('left_behind_neighbourhoods') }} as wards
    inner join members on wards.district_2024_code = members.district_2024_code
    where wards.area_type = 'ward_2024'
    group by all
)

select
    areas.area_type,
    areas.area_code,
    areas.area_name,
    if(areas.area_type = 'district_2024', areas.parent_area_code, null) as region_code,
    cast(areas.population_2021_count as bigint) as population_count,
    round(deprivation.average_rank, 6) as average_rank,
    deprivation.average_score_rank,
    deprivation.income_deprived_count,
    round(deprivation.income_deprived_share, 9) as income_deprived_share,
    round(community.community_need_score, 6) as community_need_score,
    coalesce(left_behind.published_225_ward_count, 0) as published_225_ward_count,
    coalesce(left_behind.left_behind_2025_ward_count, 0) as left_behind_2025_ward_count,
    round(coalesce(left_behind.published_225_share, 0), 9) as published_225_share,
    round(coalesce(left_behind.left_behind_2025_share, 0), 9) as left_behind_2025_share
from {{ ref('areas') }} as areas
left join {{ ref('deprivation_summary') }} as deprivation
    on
        areas.area_type = deprivation.area_type
        and areas.area_code = deprivation.area_code
        and deprivation.edition = 'iod_2025'
left join community
    on areas.area_type = community.area_type and areas.area_code = community.area_code
left join left_behind
    on areas.area_type = left_behind.area_type and areas.area_code = left_behind.area_code
where
    areas.area_type in ('district_2024', 'region', 'country')
    and areas.population_2021_count > 0
