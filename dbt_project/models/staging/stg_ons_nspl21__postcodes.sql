select
    postcode,
    introduced_month,
    terminated_month,
    easting,
    northing,
    grid_reference_quality,
    country_code,
    lsoa_2021_code
from {{ source('ons_nspl21', 'postcodes') }}
