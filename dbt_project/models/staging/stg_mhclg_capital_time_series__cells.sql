select
    row,
    period_code,
    lgf_code,
    ons_code,
    name,
    class,
    subclass,
    return_status,
    field,
    value,
    marker
from {{ source('mhclg_capital_time_series', 'cells') }}
