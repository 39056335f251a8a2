-- Linked charities share the number of their main one, whose linked_charity_number is 0.
select
    'GB-CHC-' || charity_number as org_id,
    case
        when is_cio = 'True' then 'charitable incorporated organisation'
        else 'charity'
    end as kind,
    charity_name as org_name,
    charity_type as legal_form,
    lower(registration_status) as status,
    registration_date as registered_date,
    removal_date as removed_date,
    latest_income as latest_income_gbp,
    latest_year_end_date,
    postcode,
    company_number
from {{ ref('stg_ccew_charities__charities') }}
where linked_charity_number = '0'
