-- The areas that have a profile: those that own an LSOA, with residents and the region that holds
-- most of them.
select
    areas.area_type,
    areas.area_code,
    areas.area_name,
    regions.to_area_code as region_code,
    cast(areas.population_2021_count as decimal(10, 0)) as residents,
    areas.rural_population_share
from {{ ref('areas') }} as areas
inner join {{ ref('area_lookup') }} as regions
    on
        areas.area_type = regions.from_area_type
        and areas.area_code = regions.from_area_code
        and regions.to_area_type = 'region'
where list_contains({{ profiled_area_types() }}, areas.area_type)
qualify row_number() over (
    partition by areas.area_type, areas.area_code
    order by regions.weight desc, regions.to_area_code asc
) = 1
