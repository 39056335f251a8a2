select
    postcode,
    positional_quality,
    easting,
    northing,
    country_code,
    nhs_regional_authority_code,
    nhs_authority_code,
    county_code,
    district_code,
    ward_code
from {{ source('os_code_point_open', 'postcodes') }}
