select
    lsoa_2021_code,
    constituency_2024_code,
    constituency_2024_name
from {{ source('ons_lsoa21_constituency24', 'lsoas') }}
