select
    lsoa_2011_code,
    lsoa_2011_name,
    average_distance_metres
from {{ source('ons_public_green_space', 'lsoas') }}
