select
    ward_2025_code,
    ward_2025_name,
    district_2025_code,
    district_2025_name,
    geometry
from {{ source('ons_ward25_boundaries', 'wards') }}
