select
    lsoa_2011_code,
    lsoa_2011_name,
    ward_2017_code,
    ward_2017_name,
    district_2017_code,
    district_2017_name
from {{ source('ons_lsoa11_ward17', 'lsoas') }}
