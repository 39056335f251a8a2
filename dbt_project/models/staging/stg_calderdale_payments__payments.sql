select
    {{ payment_columns() }},
    company_number,
    purpose,
    category,
    subsource,
    voluntary_sector
from {{ source('calderdale_payments', 'payments') }}
