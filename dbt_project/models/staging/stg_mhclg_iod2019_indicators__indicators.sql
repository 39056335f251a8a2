select
    lsoa_2011_code,
    indicator,
    value
from {{ source('mhclg_iod2019_indicators', 'indicators') }}
