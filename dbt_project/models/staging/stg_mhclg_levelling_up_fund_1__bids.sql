select
    local_authority_name,
    grant_recipient,
    bid_name,
    bid_value,
    district_codes,
    remark
from {{ source('mhclg_levelling_up_fund_1', 'bids') }}
