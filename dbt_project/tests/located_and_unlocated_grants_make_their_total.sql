{{ config(meta={'dagster': {'ref': {'name': 'grant_totals'}}}) }}
select *
from {{ ref('grant_totals') }}
where
    outcome = 'In the dataset grants.'
    and amount_pence
    != located_to_lsoa_pence + located_to_district_only_pence + outside_england_pence
    + not_located_pence
