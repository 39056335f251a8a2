select
    {{ payment_columns() }},
    company_number,
    charity_number,
    service,
    purpose,
    category,
    vat
from {{ source('wakefield_payments', 'payments') }}
