select
    casc_id as org_id,
    casc_name as org_name,
    postcode,
    active = 'True' as is_active
from {{ source('hmrc_cascs', 'clubs') }}
