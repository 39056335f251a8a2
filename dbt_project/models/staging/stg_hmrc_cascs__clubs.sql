select
    casc_id,
    casc_name,
    postcode,
    active,
    active = 'True' as is_active
from {{ source('hmrc_cascs', 'clubs') }}
