{{ config(meta={'dagster': {'ref': {'name': 'area_lookup'}}}) }}
-- A weight is a share of all residents of the source area, also of those outside every target.
select
    lookup.from_area_type,
    lookup.from_area_code,
    lookup.to_area_type,
    lookup.source_residents_count,
    areas.population_2021_count
from {{ ref('area_lookup') }} as lookup
inner join {{ ref('areas') }} as areas
    on
        lookup.from_area_type = areas.area_type
        and lookup.from_area_code = areas.area_code
where abs(lookup.source_residents_count - areas.population_2021_count) > 0.001
