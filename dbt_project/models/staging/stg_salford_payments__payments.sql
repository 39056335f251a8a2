select
    file,
    row,
    repeat,
    payment_kind,
    payment_date,
    supplier,
    supplier_status,
    department,
    purpose,
    reference,
    amount,
    vat,
    gross
from {{ source('salford_payments', 'payments') }}
