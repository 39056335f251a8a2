-- The median of the similar areas in each measure, of those that have a value.
select
    similar_areas.area_type,
    similar_areas.area_code,
    valued.measure,
    round(median(valued.value), 9) as value,
    count(*) as areas
from {{ ref('similar_areas') }} as similar_areas
inner join {{ ref('int_profile__valued') }} as valued
    on
        similar_areas.area_type = valued.area_type
        and similar_areas.similar_area_code = valued.area_code
group by similar_areas.area_type, similar_areas.area_code, valued.measure
