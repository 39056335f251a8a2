select
    lsoa_2021_code,
    lsoa_2021_name,
    ward_2025_code,
    ward_2025_name,
    district_2025_code,
    district_2025_name
from {{ source('ons_lsoa21_ward25', 'lsoas') }}
