-- Where people start from: the point that each LSOA's residents are balanced about. To start from
-- output areas instead, give one row for each of them here; everything below follows.
select
    'lsoa_2021' as origin_type,
    centroids.lsoa_2021_code as origin_id,
    centroids.lsoa_2021_code,
    areas.district_2024_code,
    cast(round(centroids.easting) as bigint) as easting,
    cast(round(centroids.northing) as bigint) as northing,
    people.usual_residents as residents
from {{ ref('stg_ons_lsoa21_centroids__lsoas') }} as centroids
inner join {{ ref('int_lsoa_2021__areas') }} as areas
    on centroids.lsoa_2021_code = areas.lsoa_2021_code
inner join {{ ref('stg_ons_census21_residents__lsoas') }} as people
    on centroids.lsoa_2021_code = people.lsoa_2021_code
