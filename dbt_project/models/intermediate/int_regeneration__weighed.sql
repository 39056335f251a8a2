-- The money of each fund in each district, beside each measure of need: what is known to lie there,
-- and what would if each award for several districts lay in the least or the most needy of them.
-- Of a fund without amounts, awards stand for pounds.
with needs as (
    unpivot (
        select
            area_code,
            cast(population_count as double) as population_count,
            cast(average_rank as double) as deprivation,
            cast(income_deprived_share as double) as income_deprivation,
            cast(community_need_score as double) as community_need,
            cast(published_225_ward_count > 0 as double)
                as districts_with_published_left_behind_wards,
            cast(left_behind_2025_ward_count > 0 as double) as districts_with_left_behind_wards,
            cast(published_225_share as double) as published_left_behind_wards,
            cast(left_behind_2025_share as double) as left_behind_wards
        from {{ ref('int_regeneration__needs') }}
        where area_type = 'district_2024'
    )
    on columns(* exclude (area_code, population_count))
    into name measure value need
),

located as (
    select
        placed.fund,
        placed.round,
        placed.kind,
        placed.award_id,
        needs.measure,
        placed.area_code,
        placed.places_count,
        if(placed.kind = 'grant', cast(placed.amount_gbp as double), 1) as money,
        row_number() over (
            partition by placed.fund, placed.round, placed.award_id, needs.measure
            order by needs.need, placed.area_code
        ) = 1 as is_least_needy,
        row_number() over (
            partition by placed.fund, placed.round, placed.award_id, needs.measure
            order by needs.need desc, placed.area_code asc
        ) = 1 as is_most_needy
    from {{ ref('int_regeneration__placed') }} as placed
    inner join needs on placed.area_code = needs.area_code
    where placed.area_type = 'district_2024'
),

summed as (
    select
        fund,
        round,
        measure,
        area_code,
        sum(cast(money as decimal(18, 2))) filter (where places_count = 1) as money,
        sum(cast(money as decimal(18, 2))) filter (where is_least_needy) as money_least,
        sum(cast(money as decimal(18, 2))) filter (where is_most_needy) as money_most
    from located
    group by all
),

funds as (
    select distinct
        fund,
        round
    from {{ ref('int_regeneration__placed') }}
)

select
    funds.fund,
    funds.round,
    needs.measure,
    needs.area_code,
    needs.population_count,
    needs.need,
    cast(coalesce(summed.money, 0) as double) as money,
    cast(coalesce(summed.money_least, 0) as double) as money_least,
    cast(coalesce(summed.money_most, 0) as double) as money_most
from funds
cross join needs
left join summed
    on
        funds.fund = summed.fund
        and funds.round = summed.round
        and needs.measure = summed.measure
        and needs.area_code = summed.area_code
