select
    list_file,
    row_number,
    org_id,
    charity_name,
    postcode,
    register,
    registration_date,
    year_end_date,
    income,
    spending,
    batch,
    ukcat_codes,
    icnptso_code
from {{ source('ukcat_charities', 'charities') }}
