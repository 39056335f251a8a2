{{ config(meta={'dagster': {'ref': {'name': 'regeneration_awards'}}}) }}
select awards.*
from {{ ref('regeneration_awards') }} as awards
anti join {{ ref('areas') }} as areas
    on awards.district_2024_code = areas.area_code and areas.area_type = 'district_2024'
where awards.area_type != 'not located'
