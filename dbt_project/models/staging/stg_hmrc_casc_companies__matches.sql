select
    casc_id,
    company_org_id,
    company_name,
    company_type
from {{ source('hmrc_casc_companies', 'matches') }}
