-- The successful bids of both rounds, of the whole United Kingdom, with the districts they are
-- coded to.
with bids as (
    select
        'levelling_up_fund_1' as programme,
        'round 1' as round,
        bid_name,
        local_authority_name as place_name,
        coalesce(grant_recipient, local_authority_name) as recipient_name,
        cast(null as varchar) as country,
        bid_value,
        district_codes,
        '2021-10' as announced_month,
        'mhclg_levelling_up_fund_1' as source_id
    from {{ ref('stg_mhclg_levelling_up_fund_1__bids') }}
    union all
    select
        'levelling_up_fund_2' as programme,
        'round 2' as round,
        bid_name,
        lead_applicant as place_name,
        lead_applicant as recipient_name,
        country,
        bid_value,
        district_codes,
        '2023-01' as announced_month,
        'mhclg_levelling_up_fund_2' as source_id
    from {{ ref('stg_mhclg_levelling_up_fund_2__bids') }}
)

select
    *,
    coalesce(country = 'England', {{ is_england('district_codes') }}, true) as is_england,
    len(string_split(district_codes, ';')) as districts_count
from bids
