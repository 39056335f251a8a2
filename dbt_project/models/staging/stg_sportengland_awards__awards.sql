select
    {{ staged_grant_columns() }},
    recipient_type,
    local_authority_name,
    programme
from {{ source('sportengland_awards', 'awards') }}
