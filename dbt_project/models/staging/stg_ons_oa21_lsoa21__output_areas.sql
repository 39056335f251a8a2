select
    output_area_2021_code,
    lsoa_2021_code,
    msoa_2021_code,
    district_2022_code
from {{ source('ons_oa21_lsoa21', 'output_areas') }}
