-- A club or a body without a legal form of its own gives an officer's home for an address.
with organisations as (
    select
        *,
        {{ written_postcode('postcode') }} as written_postcode,
        status = 'registered'
        and coalesce(
            kind in ('community interest company', 'registered society')
            or legal_form in (
                'Company', 'Community Interest Company', 'Society', 'Charitable company'
            ),
            false
        ) as has_office
    from {{ ref('int_organisation__united') }}
),

held as (
    select count(*) > 0 as has_postcodes
    from {{ ref('postcodes') }}
)

select
    organisations.org_id,
    organisations.kind,
    organisations.org_name,
    organisations.legal_form,
    organisations.status,
    organisations.registered_date,
    organisations.removed_date,
    classified.icnptso_code,
    classes.title as icnptso_name,
    classified.icnptso_code_probability as icnptso_probability,
    classified.icnptso_code_source as icnptso_source,
    organisations.sector,
    organisations.latest_income_gbp,
    organisations.latest_year_end_date,
    {{ income_band('organisations.latest_income_gbp') }} as income_band,
    case when organisations.has_office then organisations.written_postcode end as postcode,
    case
        when organisations.written_postcode is null then 'none given'
        when organisations.has_office then 'published'
        else 'withheld'
    end as postcode_status,
    case
        when organisations.written_postcode is null then 'no postcode'
        when not held.has_postcodes then 'no postcodes held'
        when postcodes.postcode is null then 'not a live postcode of England'
        else postcodes.location_quality
    end as location_quality,
    postcodes.lsoa_2021_code,
    postcodes.ward_2024_code,
    postcodes.district_2024_code,
    postcodes.region_code,
    organisations.source_id
from organisations
cross join held
left join {{ ref('postcodes') }} as postcodes
    on organisations.written_postcode = postcodes.postcode
left join {{ ref('stg_ukcat_cics__companies') }} as classified
    on organisations.org_id = classified.org_id
left join {{ ref('stg_ukcat_icnptso__classes') }} as classes
    on classified.icnptso_code = classes.icnptso_code
order by organisations.org_id
