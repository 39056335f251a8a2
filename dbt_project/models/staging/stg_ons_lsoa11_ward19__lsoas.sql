select
    lsoa_2011_code,
    lsoa_2011_name,
    ward_2019_code,
    ward_2019_name,
    district_2019_code,
    district_2019_name
from {{ source('ons_lsoa11_ward19', 'lsoas') }}
