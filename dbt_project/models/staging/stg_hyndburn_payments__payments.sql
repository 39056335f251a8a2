select
    {{ payment_columns() }},
    service
from {{ source('hyndburn_payments', 'payments') }}
