select
    district_2021_code,
    district_2021_name,
    county_2021_code,
    county_2021_name
from {{ source('ons_district21_county21', 'districts') }}
