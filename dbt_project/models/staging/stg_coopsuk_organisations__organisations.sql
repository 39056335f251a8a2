select
    issue_file,
    coop_id,
    coop_name,
    country_code,
    postcode,
    company_number,
    sector,
    sic_section,
    sic_code,
    ownership,
    legal_form
from {{ source('coopsuk_organisations', 'organisations') }}
