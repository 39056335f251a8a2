select
    lsoa_2011_code,
    lsoa_2011_name,
    change_code,
    lsoa_2021_code,
    lsoa_2021_name,
    district_2022_code,
    district_2022_name
from {{ source('ons_lsoa11_lsoa21', 'lsoas') }}
