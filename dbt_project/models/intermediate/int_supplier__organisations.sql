-- Organisations by id and by the name that is compared. An id with two districts has no place.
with listed as (
    select
        *,
        {{ supplier_key('org_name') }} as organisation_key
    from {{ ref('int_supplier__listed') }}
),

identified as (
    select
        *,
        coalesce(
            org_id, source_id || ':' || organisation_key || '@' || coalesce(district_2024_code, '')
        ) as organisation_id
    from listed
    where organisation_key != ''
),

placed as (
    select
        organisation_id,
        case
            when count(distinct district_2024_code) = 1 then min(district_2024_code)
        end as district_2024_code,
        case when count(distinct lsoa_2021_code) = 1 then min(lsoa_2021_code) end as lsoa_2021_code,
        bool_or(is_sme) as is_sme
    from identified
    group by organisation_id
),

interest_companies as (
    select org_id
    from {{ ref('community_organisations') }}
    where kind = 'community interest company'
)

select
    identified.organisation_id || '|' || identified.organisation_key as pair_key,
    identified.organisation_id,
    identified.organisation_key,
    {{ supplier_words('identified.organisation_key') }} as words,
    min(identified.org_name) as organisation_name,
    string_agg(distinct identified.kind, ', ' order by identified.kind) as organisation_kind,
    case
        when starts_with(identified.organisation_id, 'GB-COH-')
            then {{ company_number("substr(identified.organisation_id, 8)") }}
    end as company_number,
    case
        when starts_with(identified.organisation_id, 'GB-CHC-')
            then {{ charity_number("substr(identified.organisation_id, 8)") }}
    end as charity_number,
    any_value(placed.district_2024_code) as district_2024_code,
    any_value(placed.lsoa_2021_code) as lsoa_2021_code,
    any_value(placed.is_sme) as is_sme,
    coalesce(
        starts_with(identified.organisation_id, 'GB-CHC-')
        or starts_with(identified.organisation_id, 'GB-CASC-')
        or starts_with(identified.organisation_id, 'GB-COOPSUK-')
        or bool_or(interest_companies.org_id is not null),
        false
    ) as is_social
from identified
inner join placed on identified.organisation_id = placed.organisation_id
left join interest_companies on identified.organisation_id = interest_companies.org_id
group by identified.organisation_id, identified.organisation_key
order by identified.organisation_id, identified.organisation_key
