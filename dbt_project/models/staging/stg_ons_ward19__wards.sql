select
    ward_2019_code,
    ward_2019_name,
    district_2019_code,
    district_2019_name,
    county_2019_code,
    county_2019_name,
    region_code,
    region_name,
    country_code,
    country_name
from {{ source('ons_ward19', 'wards') }}
