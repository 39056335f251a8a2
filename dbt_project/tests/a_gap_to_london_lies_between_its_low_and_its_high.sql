{{ config(meta={'dagster': {'ref': {'name': 'investment_gap_to_london'}}}) }}
select *
from {{ ref('investment_gap_to_london') }}
where
    not (gap_gbp between gap_gbp_low and gap_gbp_high)
    or not (gap_gbp_real between gap_gbp_real_low and gap_gbp_real_high)
    or (status = 'not held') != (gap_gbp is null)
