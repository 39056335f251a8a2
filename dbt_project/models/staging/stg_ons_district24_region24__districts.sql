select
    district_2024_code,
    district_2024_name,
    region_code,
    region_name
from {{ source('ons_district24_region24', 'districts') }}
