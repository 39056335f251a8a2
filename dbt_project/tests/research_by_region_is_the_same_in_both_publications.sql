{{ config(meta={'dagster': {'ref': {'name': 'stg_ons_subnational_indicators__research'}}}) }}
select
    tidy.area_code,
    tidy.observation,
    checked.expenditure
from {{ ref('stg_ons_els_research_and_development_public_funded__observations') }} as tidy
inner join {{ ref('stg_ons_subnational_indicators__research') }} as checked
    on tidy.area_code = checked.area_code
where
    {{ env_var('LBN_REAL', 'true') }}
    and tidy.period = '2020-04-01/P1Y'
    and tidy.observation != checked.expenditure
