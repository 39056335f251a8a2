select
    row_number,
    organisation_number,
    charity_number,
    linked_charity_number,
    area_type,
    area_name,
    parent_area_type,
    parent_area_name
from {{ source('ccew_areas', 'areas') }}
