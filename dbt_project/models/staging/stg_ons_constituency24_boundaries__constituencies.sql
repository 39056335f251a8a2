select
    constituency_2024_code,
    constituency_2024_name,
    geometry
from {{ source('ons_constituency24_boundaries', 'constituencies') }}
