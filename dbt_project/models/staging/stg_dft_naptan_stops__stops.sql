select
    atco_code,
    common_name,
    indicator,
    nptg_locality_code,
    locality_name,
    easting,
    northing,
    longitude,
    latitude,
    stop_type,
    bus_stop_type,
    administrative_area_code,
    modification_date_time,
    status
from {{ source('dft_naptan_stops', 'stops') }}
