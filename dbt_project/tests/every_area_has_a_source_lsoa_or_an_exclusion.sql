{{ config(meta={'dagster': {'ref': {'name': 'areas'}}}) }}
-- Nothing is dropped silently: an area without residents is in exclusions.
select
    areas.area_type,
    areas.area_code,
    areas.area_name
from {{ ref('areas') }} as areas
anti join {{ ref('exclusions') }} as exclusions
    on areas.area_type = exclusions.area_type and areas.area_code = exclusions.area_code
where areas.population_2021_count is null
