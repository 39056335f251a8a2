select
    lead_applicant,
    bid_name,
    country,
    bid_value,
    district_codes,
    remark
from {{ source('mhclg_levelling_up_fund_2', 'bids') }}
