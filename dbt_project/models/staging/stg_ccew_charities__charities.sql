select
    extract_date,
    organisation_number,
    charity_number,
    linked_charity_number,
    charity_name,
    charity_type,
    registration_status,
    registration_date,
    removal_date,
    latest_year_end_date,
    latest_income,
    latest_expenditure,
    postcode,
    company_number,
    is_cio
from {{ source('ccew_charities', 'charities') }}
