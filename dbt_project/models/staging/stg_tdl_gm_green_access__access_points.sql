select
    row_number,
    access_type,
    district_code,
    longitude,
    latitude
from {{ source('tdl_gm_green_access', 'access_points') }}
