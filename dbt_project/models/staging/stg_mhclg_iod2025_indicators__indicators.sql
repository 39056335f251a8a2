select
    lsoa_2021_code,
    indicator,
    value
from {{ source('mhclg_iod2025_indicators', 'indicators') }}
