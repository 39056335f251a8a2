{{ config(meta={'dagster': {'ref': {'name': 'deprivation'}}}) }}
select
    areas.area_type,
    areas.area_code,
    areas.area_name
from {{ ref('areas') }} as areas
anti join {{ ref('deprivation') }} as deprivation
    on
        areas.area_type = deprivation.lsoa_type
        and areas.area_code = deprivation.lsoa_code
where starts_with(areas.area_type, 'lsoa_')
