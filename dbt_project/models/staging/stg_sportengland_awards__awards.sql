select
    file,
    record,
    grant_id,
    recipient_kind,
    currency,
    amount_awarded,
    award_date,
    recipient_name,
    recipient_type,
    local_authority_name,
    funder_id,
    funder_name,
    programme,
    cast(amount_awarded * 100 as bigint) as amount_pence
from {{ source('sportengland_awards', 'awards') }}
