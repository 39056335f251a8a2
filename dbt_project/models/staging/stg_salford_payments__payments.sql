select
    {{ payment_columns() }},
    purpose,
    vat,
    gross
from {{ source('salford_payments', 'payments') }}
