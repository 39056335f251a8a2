select
    record,
    recipient_kind,
    recipient_name,
    amount,
    award_date,
    local_authority_name,
    discipline,
    strand,
    cast(amount * 100 as bigint) as amount_pence
from {{ source('ace_project_grants', 'awards') }}
