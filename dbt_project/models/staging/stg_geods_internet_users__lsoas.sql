select
    lsoa_2011_code,
    lsoa_2011_name,
    group_code,
    group_name
from {{ source('geods_internet_users', 'lsoas') }}
