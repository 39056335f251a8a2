{{ config(materialized='view') }}
-- Health and education.
select
    'nhs_ods_sites' as source_id,
    organisation_code as source_key,
    case
        when report = 'epraccur.csv' and prescribing_setting = '4' then 'gp_practice'
        when report = 'edispensary.csv' and organisation_subtype_code = '1' then 'pharmacy'
        when report = 'egdpprac.csv' then 'dental_practice'
    end as category,
    organisation_name as name,
    postcode,
    cast(null as double) as easting,
    cast(null as double) as northing,
    'postcode' as coordinates_of,
    report != 'epraccur.csv' or not starts_with(organisation_code, 'W') as may_be_england,
    open_date as opened_from,
    open_date as opened_to,
    close_date as closed_from,
    close_date as closed_to,
    status_code = 'A' as is_open,
    max(if(status_code = 'C', close_date, if(status_code = 'A', open_date, null)))
        over (partition by report) as as_at
from {{ ref('stg_nhs_ods_sites__sites') }}
union all
select
    'nhs_choices_hospitals' as source_id,
    organisation_id as source_key,
    'hospital' as category,
    organisation_name as name,
    postcode,
    {{ grid_metres('longitude', 'latitude') }},
    'point' as coordinates_of,
    true as may_be_england,
    {{ no_dates_of_opening() }},
    organisation_status = 'Visible' as is_open,
    date '2020-12-31' as as_at
from {{ ref('stg_nhs_choices_hospitals__hospitals') }}
union all
select
    'dfe_gias_schools' as source_id,
    left(urn, 6) as source_key,
    case
        when establishment_type = 'Online provider' then null
        when establishment_type = 'Higher education institutions' then 'university'
        when establishment_type in ('Special post 16 institution', 'Sixth form centres')
            then 'college'
        when contains(lower(establishment_type), 'special') then 'special_school'
        when
            establishment_type = 'Pupil referral unit'
            or contains(establishment_type, 'alternative provision')
            then 'alternative_provision'
        when establishment_type = 'Other independent school' then 'independent_school'
        when education_phase = 'Nursery' then 'nursery_school'
        when education_phase in ('Primary', 'Middle deemed primary') then 'primary_school'
        when education_phase in ('Secondary', 'Middle deemed secondary') then 'secondary_school'
        when establishment_type = 'City technology college' then 'secondary_school'
        when education_phase = 'All-through' then 'all_through_school'
        when education_phase = '16 plus' then 'college'
    end as category,
    establishment_name as name,
    postcode,
    cast(easting as double) as easting,
    cast(northing as double) as northing,
    'point' as coordinates_of,
    establishment_type not in (
        'Welsh establishment', 'British schools overseas', 'Offshore schools',
        'Service children''s education'
    ) as may_be_england,
    open_date as opened_from,
    open_date as opened_to,
    close_date as closed_from,
    close_date as closed_to,
    coalesce(establishment_status like 'Open%', true) as is_open,
    date '2025-05-24' as as_at
from {{ ref('stg_dfe_gias_schools__schools') }}
