select
    access_point_id,
    access_type,
    site_id,
    easting,
    northing
from {{ source('os_open_greenspace', 'access_points') }}
