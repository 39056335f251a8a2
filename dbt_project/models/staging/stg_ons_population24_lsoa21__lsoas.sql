select
    lsoa_2021_code,
    lsoa_2021_name,
    residents
from {{ source('ons_population24_lsoa21', 'lsoas') }}
