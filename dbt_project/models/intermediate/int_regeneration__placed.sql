-- Each award in each place that it may lie in, under its round, all rounds of its fund, and all
-- funds that publish amounts.
--
-- `places_count` is in how many districts (or regions) it may lie: 1 where it is known.
with awards as (
    select
        award_id,
        fund,
        coalesce(round, 'only') as round,
        kind,
        amount_gbp,
        coalesce(
            district_2024_code, several_area_codes, 'not placed'
        ) as place_codes,
        recipient_name,
        source_id
    from {{ ref('regeneration_awards') }}
    where kind != 'priority category only'
),

rounds as (
    select fund
    from awards
    group by fund
    having count(distinct round) > 1
),

repeated as (
    select * from awards
    union all
    select awards.* replace ('all' as round)
    from awards
    inner join rounds on awards.fund = rounds.fund
    union all
    select * replace ('All funds with amounts' as fund, 'all' as round)
    from awards
    where kind = 'grant'
),

in_districts as (
    select
        *,
        len(string_split(place_codes, ';')) as districts_count,
        unnest(string_split(place_codes, ';')) as district_2024_code
    from repeated
),

in_regions as (
    select
        spread.fund,
        spread.round,
        spread.award_id,
        areas.parent_area_code as region_code
    from in_districts as spread
    inner join {{ ref('areas') }} as areas
        on spread.district_2024_code = areas.area_code and areas.area_type = 'district_2024'
    group by all
)

select
    'district_2024' as area_type,
    district_2024_code as area_code,
    null as area_name,
    fund,
    round,
    kind,
    award_id,
    amount_gbp,
    districts_count as places_count,
    source_id
from in_districts
where district_2024_code != 'not placed'
union all
select
    'region' as area_type,
    in_regions.region_code as area_code,
    null as area_name,
    repeated.fund,
    repeated.round,
    repeated.kind,
    repeated.award_id,
    repeated.amount_gbp,
    count(*) over (partition by repeated.fund, repeated.round, repeated.award_id) as places_count,
    repeated.source_id
from repeated
inner join in_regions
    on
        repeated.fund = in_regions.fund
        and repeated.round = in_regions.round
        and repeated.award_id = in_regions.award_id
union all
select
    'country' as area_type,
    'E92000001' as area_code,
    null as area_name,
    fund,
    round,
    kind,
    award_id,
    amount_gbp,
    1 as places_count,
    source_id
from repeated
union all
select
    if(place_codes = 'not placed', 'not placed', 'several districts') as area_type,
    place_codes as area_code,
    coalesce(recipient_name, 'Not placed') as area_name,
    fund,
    round,
    kind,
    award_id,
    amount_gbp,
    1 as places_count,
    source_id
from repeated
where place_codes = 'not placed' or place_codes like '%;%'
