-- Areas of the kinds that have profiles of which nothing is known, with the columns of
-- `exclusions`.
select
    'similar_areas' as dataset,
    'all columns' as item,
    areas.area_type,
    areas.area_code,
    areas.area_name,
    'No LSOA fits this area best, so nothing measured by LSOA can be said of it.' as reason
from {{ ref('areas') }} as areas
anti join {{ ref('int_similar__vectors') }} as vectors
    on areas.area_type = vectors.area_type and areas.area_code = vectors.area_code
where list_contains({{ profiled_area_types() }}, areas.area_type)
