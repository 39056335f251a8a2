select
    id,
    name,
    address,
    postcode,
    ward,
    district,
    category,
    ownership,
    land_only,
    lat,
    lng,
    floor_area_sqm,
    tier,
    owner_entity,
    ownership_model
from {{ source('lancashire_land', 'assets') }}
