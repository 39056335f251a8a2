select
    file,
    row,
    repeat,
    payment_kind,
    payment_date,
    supplier,
    supplier_status,
    company_number,
    department,
    purpose,
    category,
    reference,
    amount,
    subsource,
    voluntary_sector
from {{ source('calderdale_payments', 'payments') }}
