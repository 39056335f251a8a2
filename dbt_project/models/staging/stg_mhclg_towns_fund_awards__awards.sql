select
    index_code,
    rdel,
    cdel,
    total
from {{ source('mhclg_towns_fund_awards', 'awards') }}
