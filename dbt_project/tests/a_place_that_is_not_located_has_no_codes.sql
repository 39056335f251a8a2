{{ config(meta={'dagster': {'ref': {'name': 'places'}}}) }}
select place_id
from {{ ref('places') }}
where
    (location_quality in ('inside', 'nearest')) != (lsoa_2021_code is not null)
    or (coordinates_of = 'none') != (easting is null)
    or (lsoa_2021_code is null) != (district_2024_code is null)
