select
    ons_code,
    authority,
    region,
    year,
    year || '-' || right(cast(cast(year as integer) + 1 as varchar), 2) as financial_year,
    sfa,
    under_index,
    ct_total,
    nhb,
    nhb_return,
    rsdg
from {{ source('mhclg_core_spending_power', 'components') }}
