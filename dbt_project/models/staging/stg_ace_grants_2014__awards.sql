select
    record,
    grant_id,
    recipient_kind,
    currency,
    amount_awarded,
    award_date,
    recipient_name,
    beneficiary_location_name,
    funder_id,
    funder_name,
    programme,
    cast(amount_awarded * 100 as bigint) as amount_pence
from {{ source('ace_grants_2014', 'awards') }}
