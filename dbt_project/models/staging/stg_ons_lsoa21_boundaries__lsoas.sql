select
    lsoa_2021_code,
    lsoa_2021_name,
    geometry
from {{ source('ons_lsoa21_boundaries', 'lsoas') }}
