select
    lsoa_2011_code,
    lsoa_2011_name,
    upper_tier_2019_code,
    upper_tier_2019_name
from {{ source('ons_lsoa11_upper_tier19', 'lsoas') }}
