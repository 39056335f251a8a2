with districts as (
    select
        area_type,
        area_code,
        area_name
    from {{ ref('int_area__named') }}
    where area_type in ('district_2019', 'district_2024') and is_england
),

districts_2024 as (
    select * from districts
    where area_type = 'district_2024'
),

-- The list of 2020 has Buckinghamshire whole; every other name in it is a district of 2019.
districts_2020 as (
    select * from districts
    qualify row_number() over (partition by area_name order by area_type) = 1
),

successors as (
    select
        from_area_code as district_2019_code,
        to_area_code as district_2024_code
    from {{ ref('area_lookup') }}
    where from_area_type = 'district_2019' and to_area_type = 'district_2024'
    qualify
        row_number() over (partition by from_area_code order by weight desc, to_area_code asc) = 1
),

levelling_up as (
    select
        programme || ':' || bid_name as award_id,
        'Levelling Up Fund' as fund,
        round,
        'grant' as kind,
        bid_name as award_name,
        rtrim(recipient_name, '*') as recipient_name,
        rtrim(place_name, '*') as place_name,
        case districts_count when 1 then 'district_2024' else 'not located' end as area_type,
        case districts_count when 1 then district_codes end as area_code,
        case districts_count when 1 then district_codes end as district_2024_code,
        case when districts_count > 1 then district_codes end as several_area_codes,
        case
            when districts_count = 1 then 'district coded by a third party'
            when districts_count > 1 then 'several districts coded by a third party'
            else 'none'
        end as location_evidence,
        bid_value as amount_gbp,
        null as resource_gbp,
        null as capital_gbp,
        null as amount_note,
        null as priority_category,
        announced_month,
        'announced' as status,
        source_id
    from {{ ref('int_regeneration__levelling_up') }}
    where is_england
),

towns as (
    select
        'towns_fund:' || awards.index_code as award_id,
        case
            when starts_with(awards.index_code, 'TD') then 'Town Deal'
            else 'Future High Streets Fund'
        end as fund,
        null as round,
        'grant' as kind,
        awards.index_code as award_name,
        null as recipient_name,
        places.place_name,
        if(places.district_2024_code is null, 'not located', 'district_2024') as area_type,
        places.district_2024_code as area_code,
        places.district_2024_code,
        null as several_area_codes,
        case places.matched_by
            when 'first letters of the place' then 'place read from the code'
            when 'read by hand' then 'place read from the code by hand'
            else 'none'
        end as location_evidence,
        coalesce(awards.total, awards.rdel + awards.cdel) as amount_gbp,
        if(starts_with(awards.index_code, 'TD'), awards.rdel, null) as resource_gbp,
        if(starts_with(awards.index_code, 'TD'), awards.cdel, null) as capital_gbp,
        case
            when awards.total is null
                then 'No total is published: resource and capital are added up here.'
            when
                starts_with(awards.index_code, 'TD')
                and awards.total != awards.rdel + awards.cdel
                then 'The published total is not the sum of resource and capital.'
        end as amount_note,
        null as priority_category,
        null as announced_month,
        'awarded, as monitored in 2023/24' as status,
        'mhclg_towns_fund_awards' as source_id
    from {{ ref('stg_mhclg_towns_fund_awards__awards') }} as awards
    left join {{ ref('ref_towns_fund_places') }} as places
        on substr(awards.index_code, 1, 6) = places.code
),

msoas as (
    select distinct
        names.msoa_2021_code,
        wards.district_2024_code,
        {{ name_key('names.msoa_2021_library_name') }} as name_key
    from {{ ref('stg_parliament_msoa21_names__msoas') }} as names
    inner join {{ ref('stg_ons_lsoa21_msoa21__lsoas') }} as lsoas
        on names.msoa_2021_code = lsoas.msoa_2021_code
    inner join {{ ref('stg_ons_lsoa21_ward24__lsoas') }} as wards
        on lsoas.lsoa_2021_code = wards.lsoa_2021_code
),

named_msoas as (
    select * from msoas
    qualify count(*) over (partition by district_2024_code, name_key) = 1
),

pride_in_place as (
    select
        'pride_in_place_2:' || listed.local_authority_name || ', ' || listed.neighbourhood_name
            as award_id,
        'Pride in Place' as fund,
        'phase 2' as round,
        'allocation' as kind,
        listed.neighbourhood_name as award_name,
        listed.local_authority_name as recipient_name,
        listed.neighbourhood_name || ', ' || listed.local_authority_name as place_name,
        if(named_msoas.msoa_2021_code is null, 'not located', 'msoa_2021') as area_type,
        named_msoas.msoa_2021_code as area_code,
        districts_2024.area_code as district_2024_code,
        null as several_area_codes,
        if(named_msoas.msoa_2021_code is null, 'none', 'name of the MSOA in the district')
            as location_evidence,
        null as amount_gbp,
        null as resource_gbp,
        null as capital_gbp,
        'Up to £20 million over ten years for each neighbourhood; the list gives no amounts.'
            as amount_note,
        null as priority_category,
        '2025-09' as announced_month,
        'announced' as status,
        'ocsi_pride_in_place_phase2' as source_id
    from {{ ref('stg_ocsi_pride_in_place_phase2__neighbourhoods') }} as listed
    left join districts_2024 on listed.local_authority_name = districts_2024.area_name
    left join named_msoas
        on
            districts_2024.area_code = named_msoas.district_2024_code
            -- The list adds the council in brackets where it has two neighbourhoods of one name.
            and {{ name_key("regexp_replace(listed.neighbourhood_name, ' \\(.*\\)$', '')") }}
            = named_msoas.name_key
),

priorities as (
    select
        'levelling_up_fund_1_priority:' || listed.name as award_id,
        'Levelling Up Fund' as fund,
        'round 1' as round,
        'priority category only' as kind,
        'Priority category ' || listed.priority_category as award_name,
        null as recipient_name,
        listed.name as place_name,
        coalesce(districts_2020.area_type, 'not located') as area_type,
        districts_2020.area_code,
        coalesce(successors.district_2024_code, districts_2020.area_code) as district_2024_code,
        null as several_area_codes,
        if(districts_2020.area_code is null, 'none', 'name of the district') as location_evidence,
        null as amount_gbp,
        null as resource_gbp,
        null as capital_gbp,
        'A category of need is no award.' as amount_note,
        listed.priority_category,
        '2021-03' as announced_month,
        'listed' as status,
        'hmt_levelling_up_fund_priority' as source_id
    from {{ ref('stg_hmt_levelling_up_fund_priority__authorities') }} as listed
    left join districts_2020 on listed.name = districts_2020.area_name
    left join successors on districts_2020.area_code = successors.district_2019_code
    where listed.country = 'England'
)

{% for part in ['levelling_up', 'towns', 'pride_in_place', 'priorities'] %}
select
    award_id,
    fund,
    cast(round as varchar) as round,
    kind,
    award_name,
    cast(recipient_name as varchar) as recipient_name,
    place_name,
    area_type,
    area_code,
    district_2024_code,
    cast(several_area_codes as varchar) as several_area_codes,
    location_evidence,
    cast(amount_gbp as decimal(18, 2)) as amount_gbp,
    cast(resource_gbp as decimal(18, 2)) as resource_gbp,
    cast(capital_gbp as decimal(18, 2)) as capital_gbp,
    cast(amount_note as varchar) as amount_note,
    cast(priority_category as integer) as priority_category,
    cast(announced_month as varchar) as announced_month,
    status,
    source_id
from {{ part }}
{% if not loop.last %}union all{% endif %}
{% endfor %}
