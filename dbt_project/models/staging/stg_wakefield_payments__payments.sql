select
    file,
    row,
    repeat,
    payment_kind,
    payment_date,
    supplier,
    supplier_status,
    company_number,
    charity_number,
    department,
    service,
    purpose,
    category,
    reference,
    amount,
    vat
from {{ source('wakefield_payments', 'payments') }}
