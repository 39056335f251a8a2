select
    ward_2017_code,
    ward_2017_name,
    district_2017_code,
    district_2017_name,
    region_code,
    region_name,
    country_code,
    country_name
from {{ source('ons_ward17', 'wards') }}
