with funds as (
    select
        fund,
        round,
        kind,
        min(source_id) as source_id
    from {{ ref('int_regeneration__placed') }}
    group by all
),

placed as (
    select
        area_type,
        area_code,
        min(area_name) as area_name,
        fund,
        round,
        count(*) filter (where places_count = 1) as award_count,
        count(*) filter (where places_count > 1) as shared_award_count,
        coalesce(sum(amount_gbp) filter (where places_count = 1), 0) as amount_gbp,
        coalesce(sum(amount_gbp), 0) as amount_gbp_high
    from {{ ref('int_regeneration__placed') }}
    group by all
),

categories as (
    select
        district_2024_code,
        string_agg(
            distinct cast(priority_category as varchar), ', '
            order by cast(priority_category as varchar)
        ) as priority_categories
    from {{ ref('regeneration_awards') }}
    where kind = 'priority category only'
    group by all
),

places as (
    select
        area_type,
        area_code,
        area_name,
        true as is_area
    from {{ ref('int_regeneration__needs') }}
),

expected as (
    select
        places.*,
        funds.*
    from places
    cross join funds
    union all
    select
        placed.area_type,
        placed.area_code,
        placed.area_name,
        false as is_area,
        funds.*
    from placed
    inner join funds on placed.fund = funds.fund and placed.round = funds.round
    where placed.area_type in ('several districts', 'not placed')
)

select
    expected.area_type,
    expected.area_code,
    expected.area_name,
    needs.region_code,
    expected.fund,
    expected.round,
    expected.kind,
    coalesce(placed.award_count, 0) as award_count,
    coalesce(placed.shared_award_count, 0) as shared_award_count,
    if(expected.kind = 'grant', cast(coalesce(placed.amount_gbp, 0) as decimal(18, 2)), null)
        as amount_gbp,
    if(expected.kind = 'grant', cast(coalesce(placed.amount_gbp_high, 0) as decimal(18, 2)), null)
        as amount_gbp_high,
    needs.population_count,
    if(expected.is_area, 'usual residents of Census 2021', null) as population_basis,
    if(
        expected.kind = 'grant',
        cast(coalesce(placed.amount_gbp, 0) / needs.population_count as decimal(18, 2)),
        null
    ) as per_head_gbp,
    if(
        expected.kind = 'grant',
        cast(coalesce(placed.amount_gbp, 0) / needs.income_deprived_count as decimal(18, 2)),
        null
    ) as per_income_deprived_person_gbp,
    needs.average_rank as imd_2025_average_rank,
    needs.average_score_rank as imd_2025_average_score_rank,
    needs.income_deprived_count,
    needs.income_deprived_share,
    needs.community_need_score,
    needs.published_225_ward_count,
    needs.left_behind_2025_ward_count,
    needs.published_225_share as published_225_residents_share,
    needs.left_behind_2025_share as left_behind_2025_residents_share,
    if(expected.fund = 'Levelling Up Fund', categories.priority_categories, null)
        as priority_categories,
    case
        when expected.kind != 'grant' and placed.award_count is null then 'no award'
        when expected.kind != 'grant' then 'the list gives no amounts'
        when expected.area_type = 'several districts'
            then 'for several districts, none of it given to any of them'
        when expected.area_type = 'not placed' then 'no place is known'
        when placed.shared_award_count > 0
            then 'at least: other awards are for several places, this among them'
        when placed.award_count is null then 'no award'
        else 'held'
    end as status,
    expected.source_id
from expected
left join placed
    on
        expected.area_type = placed.area_type
        and expected.area_code = placed.area_code
        and expected.fund = placed.fund
        and expected.round = placed.round
        and (expected.is_area or expected.area_name = placed.area_name)
left join {{ ref('int_regeneration__needs') }} as needs
    on expected.area_type = needs.area_type and expected.area_code = needs.area_code
left join categories on expected.area_code = categories.district_2024_code
