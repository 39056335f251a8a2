select
    page,
    authority_name,
    column_name,
    amount
from {{ source('mhclg_ukspf_determinations', 'amounts') }}
