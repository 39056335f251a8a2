{{ config(meta={'dagster': {'ref': {'name': 'neighbourhood_statistics'}}}) }}
-- Kinds of area that `areas` does not list yet are not asked for.
select distinct
    statistics.area_type,
    statistics.area_code
from {{ ref('neighbourhood_statistics') }} as statistics
anti join {{ ref('areas') }} as areas
    on
        statistics.area_type = areas.area_type
        and statistics.area_code = areas.area_code
where statistics.area_type in (select known.area_type from {{ ref('areas') }} as known)
