select
    file_name,
    area_code,
    area_name
from {{ source('ons_area_names', 'areas') }}
