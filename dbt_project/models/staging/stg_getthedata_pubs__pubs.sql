select
    fhrs_id,
    pub_name,
    postcode,
    easting,
    northing,
    latitude,
    longitude,
    local_authority_name
from {{ source('getthedata_pubs', 'pubs') }}
