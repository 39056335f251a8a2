with funders as (
    select distinct funder_id
    from {{ ref('int_grants__united') }}
)

select
    united.source_id,
    compared.grant_id,
    cast(compared.part as integer) as part,
    united.published_grant_id is null as is_grant_id_made,
    united.funder_id,
    united.funder_name,
    coalesce(known.funder_type, case
        when starts_with(united.funder_id, 'GB-LAE') or starts_with(united.funder_id, 'GB-LAS')
            then 'local authority'
        when starts_with(united.funder_id, 'GB-GOR') then 'government'
        when regexp_matches(united.funder_id, '^GB-(CHC|SC|NIC)-') then 'charity or foundation'
        else 'other'
    end) as funder_type,
    coalesce(united.funding_source, case
        when known.funder_type = 'lottery distributor' then 'lottery'
    end) as funding_source,
    united.programme,
    united.recipient_id,
    united.recipient_name,
    nullif(united.recipient_type, '(blank)') as recipient_type,
    united.amount_pence,
    united.amount_basis,
    united.award_date,
    united.planned_start_date,
    united.planned_end_date,
    {{ financial_year_of('coalesce(united.planned_start_date, united.award_date)') }}
        as first_funding_year,
    coalesce(placed.location_evidence, 'none') as location_evidence,
    placed.is_england as is_in_england,
    nullif(placed.lsoa_2021_code, '') as lsoa_2021_code,
    nullif(placed.ward_2024_code, '') as ward_2024_code,
    nullif(placed.district_2024_code, '') as district_2024_code,
    nullif(placed.recipient_lsoa_2021_code, '') as recipient_lsoa_2021_code,
    nullif(placed.recipient_district_2024_code, '') as recipient_district_2024_code,
    case
        when coalesce(united.project_postcode, united.recipient_postcode) is null
            then 'none published'
        when placed.has_known_postcode then 'found'
        else 'not found'
    end as postcode_status,
    united.beneficiary_locations as beneficiary_location_count,
    united.location_scope,
    united.amount_pence <= 0 as is_zero_or_negative,
    regexp_matches(lower(united.funding_type), 'loan|repayable|equity|shares') as is_repayable,
    case
        when united.regrant_type is not null or funders.funder_id is not null then true
        when not starts_with(united.recipient_id, '360G-') then false
    end as is_regrant,
    case
        when united.recipient_type in ('National Governing Body', 'County Sports Partnership')
            then true
        when united.recipient_type not in ('(blank)', 'Other') then false
    end as is_passed_on,
    case when united.published_grant_id is not null then compared.is_duplicate end as is_duplicate,
    case
        when united.award_date is not null or compared.is_possible_duplicate
            then compared.is_possible_duplicate
    end as is_possible_duplicate,
    compared.duplicate_of
from {{ ref('int_grants__united') }} as united
inner join {{ ref('int_grants__compared') }} as compared on united.award_key = compared.award_key
left join {{ ref('int_grants__placed') }} as placed on united.award_key = placed.award_key
left join {{ ref('ref_funders') }} as known on united.funder_id = known.funder_id
left join funders on united.recipient_id = funders.funder_id
