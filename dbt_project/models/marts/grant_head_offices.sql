with residents as (
    select
        area_type,
        area_code,
        population_2021_count
    from {{ ref('areas') }}
    where area_type in ('ward_2024', 'district_2024', 'country')
),

awards as (
    select
        located.source_id,
        located.grant_id,
        located.part,
        coalesce(
            case when not starts_with(located.recipient_id, '360G-') then located.recipient_id end,
            {{ name_key('located.recipient_name') }}
        ) as recipient_key,
        located.recipient_name,
        scales.scale as recipient_scale,
        located.amount_pence,
        located.funding_year_real_pence,
        located.location_evidence,
        located.ward_2024_code,
        located.district_2024_code,
        starts_with(located.location_evidence, 'recipient_')
        or located.location_evidence = 'area_or_funder_office' as is_placed_by_office
    from {{ ref('int_grant__located') }} as located
    left join {{ ref('charity_scale') }} as scales on located.recipient_id = scales.org_id
),

held as (
    select
        *,
        coalesce(sum(funding_year_real_pence) over (
            partition by recipient_key, district_2024_code
        ), 0) as held_in_district,
        coalesce(sum(funding_year_real_pence) over (
            partition by recipient_key, ward_2024_code
        ), 0) as held_in_ward,
        sum(funding_year_real_pence) filter (where district_2024_code is not null) over ()
            as located_to_districts,
        sum(funding_year_real_pence) filter (where ward_2024_code is not null) over ()
            as located_to_wards
    from awards
),

weighed as (
    select
        held.*,
        round(cast(
            cast(held.held_in_district as double) / district.population_2021_count
            / (cast(held.located_to_districts as double) / country.population_2021_count) as double
        ), 6) as district_times,
        round(cast(
            cast(held.held_in_ward as double) / ward.population_2021_count
            / (cast(held.located_to_wards as double) / country.population_2021_count) as double
        ), 6) as ward_times
    from held
    cross join residents as country
    left join residents as district
        on
            district.area_type = 'district_2024'
            and held.district_2024_code = district.area_code
    left join residents as ward
        on ward.area_type = 'ward_2024' and held.ward_2024_code = ward.area_code
    where country.area_type = 'country'
),

judged as (
    select
        *,
        coalesce(recipient_scale not in ('Local', 'Regional'), false) as is_national_recipient,
        coalesce(district_times > {{ param('head_office_district_times') }}, false)
        or coalesce(ward_times > {{ param('head_office_ward_times') }}, false)
            as is_outsized_recipient
    from weighed
)

select
    source_id,
    grant_id,
    part,
    recipient_key,
    recipient_name,
    recipient_scale,
    district_2024_code,
    ward_2024_code,
    amount_pence,
    location_evidence,
    is_placed_by_office,
    district_times,
    ward_times,
    is_national_recipient,
    is_outsized_recipient,
    is_placed_by_office and (is_national_recipient or is_outsized_recipient)
        as is_moved_by_head_office
from judged
