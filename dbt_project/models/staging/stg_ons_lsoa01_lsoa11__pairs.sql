select
    lsoa_2001_code,
    lsoa_2001_name,
    change_code,
    lsoa_2011_code,
    lsoa_2011_name
from {{ source('ons_lsoa01_lsoa11', 'pairs') }}
