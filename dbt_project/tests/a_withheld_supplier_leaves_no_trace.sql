{{ config(meta={'dagster': {'ref': {'name': 'council_payments'}}}) }}
-- Neither name nor number of a supplier that may be a person.
select payment_id
from {{ ref('council_payments') }}
where
    (supplier_status = 'named') != (supplier_name is not null)
    or (supplier_status != 'named' and supplier_company_number is not null)
    or (supplier_status != 'named' and supplier_charity_number is not null)
