select
    {{ staged_grant_columns() }},
    recipient_id,
    local_authority_name,
    good_cause
from {{ source('dcms_lottery_grants', 'grants') }}
