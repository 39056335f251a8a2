select
    lsoa_2021_code,
    lonely_pct,
    decile
from {{ source('humaniverse_loneliness', 'lsoas') }}
