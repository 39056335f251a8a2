select
    file,
    record,
    grant_id,
    recipient_kind,
    currency,
    amount_awarded,
    award_date,
    recipient_id,
    recipient_name,
    local_authority_name,
    funder_id,
    funder_name,
    good_cause,
    cast(amount_awarded * 100 as bigint) as amount_pence
from {{ source('dcms_lottery_grants', 'grants') }}
