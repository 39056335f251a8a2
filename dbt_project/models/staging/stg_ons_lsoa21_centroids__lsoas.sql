select
    lsoa_2021_code,
    easting,
    northing
from {{ source('ons_lsoa21_centroids', 'lsoas') }}
