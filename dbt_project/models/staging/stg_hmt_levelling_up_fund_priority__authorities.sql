select
    country,
    name,
    priority_category
from {{ source('hmt_levelling_up_fund_priority', 'authorities') }}
