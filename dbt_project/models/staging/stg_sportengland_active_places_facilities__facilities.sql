select
    facility_id,
    site_id,
    facility_type,
    facility_subtype,
    facility_status,
    access_type,
    access_group,
    year_built,
    year_refurbished,
    closure_reason,
    record_updated_ms
from {{ source('sportengland_active_places_facilities', 'facilities') }}
