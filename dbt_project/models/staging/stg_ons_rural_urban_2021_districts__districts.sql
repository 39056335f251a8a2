select
    district_2024_code,
    rural_urban_2021_code,
    rural_urban_2021_name
from {{ source('ons_rural_urban_2021_districts', 'districts') }}
