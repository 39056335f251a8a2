select
    lsoa_2021_code,
    rural_urban_2021_code,
    rural_urban_2021_name,
    rural_urban_2021_group
from {{ source('ons_rural_urban_2021', 'lsoas') }}
