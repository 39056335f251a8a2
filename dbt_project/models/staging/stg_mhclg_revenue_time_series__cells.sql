select
    row,
    year_ending,
    ons_code,
    lgf_code,
    name,
    return_status,
    class,
    subclass,
    field,
    value,
    marker
from {{ source('mhclg_revenue_time_series', 'cells') }}
