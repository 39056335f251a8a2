select
    district_2023_code,
    district_2023_name,
    upper_tier_2023_code,
    upper_tier_2023_name
from {{ source('ons_district23_upper_tier23', 'districts') }}
