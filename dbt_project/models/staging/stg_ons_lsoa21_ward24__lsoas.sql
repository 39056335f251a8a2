select
    lsoa_2021_code,
    lsoa_2021_name,
    ward_2024_code,
    ward_2024_name,
    district_2024_code,
    district_2024_name
from {{ source('ons_lsoa21_ward24', 'lsoas') }}
