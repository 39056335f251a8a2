select
    file,
    row,
    repeat,
    payment_kind,
    payment_date,
    supplier,
    supplier_status,
    department,
    service,
    reference,
    amount
from {{ source('hyndburn_payments', 'payments') }}
