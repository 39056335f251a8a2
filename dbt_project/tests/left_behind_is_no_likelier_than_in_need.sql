{{ config(meta={'dagster': {'ref': {'name': 'int_need__draws'}}}) }}
-- To be in the worst tenth on need and on deprivation is no likelier than to be so on need.
select *
from {{ ref('int_need__draws') }}
where
    left_behind_iod_2019_probability > worst_tenth_probability
    or left_behind_iod_2025_probability > worst_tenth_probability
