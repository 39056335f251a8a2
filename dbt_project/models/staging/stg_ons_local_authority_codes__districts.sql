select
    district_code,
    district_name,
    successor_code,
    successor_name,
    is_current = 'TRUE' as is_current
from {{ source('ons_local_authority_codes', 'districts') }}
