select
    row,
    financial_year,
    area_name,
    area_code,
    value,
    function_name,
    subfunction_name,
    capital_or_current,
    population
from {{ source('hmt_pesa_combined', 'spending') }}
