select
    ward_2024_code,
    ward_2024_name,
    district_2024_code,
    district_2024_name
from {{ source('ons_ward24', 'wards') }}
