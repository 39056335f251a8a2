select
    atco_area_code,
    atco_area_name,
    region_name
from {{ source('dft_atco_areas', 'areas') }}
