select
    msoa_2021_code,
    msoa_2021_name,
    msoa_2021_library_name,
    district_name,
    change
from {{ source('parliament_msoa21_names', 'msoas') }}
