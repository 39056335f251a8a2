select
    district_code,
    district_name,
    combined_authority_code,
    combined_authority_name
from {{ source('ons_combined_authority23', 'districts') }}
