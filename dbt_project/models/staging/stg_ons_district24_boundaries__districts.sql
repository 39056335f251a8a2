select
    district_2024_code,
    district_2024_name,
    geometry
from {{ source('ons_district24_boundaries', 'districts') }}
