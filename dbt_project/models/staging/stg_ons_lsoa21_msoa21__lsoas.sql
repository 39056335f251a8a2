select
    lsoa_2021_code,
    lsoa_2021_name,
    msoa_2021_code,
    msoa_2021_name,
    district_2022_code,
    district_2022_name,
    region_code,
    region_name
from {{ source('ons_lsoa21_msoa21', 'lsoas') }}
