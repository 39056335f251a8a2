{{ config(meta={'dagster': {'ref': {'name': 'stg_ons_census21_topics__counts'}}}) }}
-- Topics whose categories do not overlap: their sum is the published total, cell by cell.
select
    lsoa_2021_code,
    topic
from {{ ref('stg_ons_census21_topics__counts') }}
where topic in ('Household deprivation', 'Accommodation type', 'Occupancy rating for bedrooms')
group by lsoa_2021_code, topic
having
    sum(observation) filter (where starts_with(category, 'Total: '))
    != sum(observation) filter (where not starts_with(category, 'Total: '))
