select
    building_id,
    building_theme,
    classification,
    distinctive_name,
    outline_wkt
from {{ source('os_library_buildings', 'buildings') }}
