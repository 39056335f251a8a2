-- Every award of `grants` with its areas of each kind and its prices of 2024-25, by the year of the
-- award and by the first year that it funds.
with wards as (
    select
        from_area_code as lsoa_2021_code,
        arg_max(to_area_code, (weight, to_area_code)) as ward_2017_code
    from {{ ref('area_lookup') }}
    where from_area_type = 'lsoa_2021' and to_area_type = 'ward_2017'
    group by from_area_code
),

dated as (
    select
        *,
        cast(year(award_date) as varchar) as award_year
    from {{ ref('grants') }}
)

select
    grants.source_id,
    grants.grant_id,
    grants.part,
    grants.funder_type,
    grants.funding_source,
    grants.recipient_id,
    grants.recipient_name,
    grants.amount_pence,
    grants.award_year,
    grants.first_funding_year,
    grants.location_evidence,
    grants.is_in_england,
    grants.ward_2024_code,
    grants.district_2024_code,
    grants.recipient_lsoa_2021_code,
    grants.recipient_district_2024_code,
    wards.ward_2017_code,
    districts.parent_area_code as region_code,
    grants.funder_type in ('charity or foundation', 'lottery distributor')
    or coalesce(grants.funding_source = 'lottery', false) as is_charitable_or_lottery,
    grants.funder_type = 'lottery distributor'
    or coalesce(grants.funding_source = 'lottery', false) as is_lottery,
    coalesce(grants.is_regrant, false) or coalesce(grants.is_passed_on, false) as is_regranted,
    coalesce(grants.is_duplicate, false) or coalesce(grants.is_possible_duplicate, false)
        as is_repeated,
    grants.amount_pence * by_award.real_factor as award_year_real_pence,
    grants.amount_pence * by_funding.real_factor as funding_year_real_pence
from dated as grants
left join wards on grants.lsoa_2021_code = wards.lsoa_2021_code
left join {{ ref('areas') }} as districts
    on districts.area_type = 'district_2024' and grants.district_2024_code = districts.area_code
left join {{ ref('int_grant__price_years') }} as by_award
    on by_award.year_kind = 'calendar year' and grants.award_year = by_award.year_label
left join {{ ref('int_grant__price_years') }} as by_funding
    on
        by_funding.year_kind = 'financial year'
        and grants.first_funding_year = by_funding.year_label
