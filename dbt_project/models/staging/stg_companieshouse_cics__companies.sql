select
    company_number,
    company_name,
    company_category,
    company_status,
    incorporation_date,
    sic_text,
    postcode
from {{ source('companieshouse_cics', 'companies') }}
