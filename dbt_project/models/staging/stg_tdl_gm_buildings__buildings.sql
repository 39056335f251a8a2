select
    building_id,
    classification,
    distinctive_name,
    district_code,
    geometry
from {{ source('tdl_gm_buildings', 'buildings') }}
