-- The country is known to be England, so a point off the coast takes the nearest LSOA within 1 km.
with postcodes as (
    select
        *,
        case when positional_quality < 90 then easting end as easting_metres,
        case when positional_quality < 90 then northing end as northing_metres
    from {{ ref('stg_os_code_point_open__postcodes') }}
    where {{ is_england('country_code') }}
),

located as (
    select *
    from
        {{ located_points(
            'postcodes', 'postcode', 'easting_metres', 'northing_metres', within_metres=1000
        ) }}
)

select
    postcodes.postcode,
    replace(postcodes.postcode, ' ', '') as postcode_nospace,
    postcodes.easting_metres,
    postcodes.northing_metres,
    postcodes.positional_quality as positional_quality_code,
    located.location_quality,
    cast(located.off_metres as integer) as off_metres,
    located.lsoa_2021_code,
    areas.msoa_2021_code,
    areas.ward_2024_code,
    areas.ward_2025_code,
    areas.district_2024_code,
    areas.constituency_2024_code,
    areas.region_code,
    postcodes.ward_code as published_ward_code,
    postcodes.district_code as published_district_code
from postcodes
inner join located on postcodes.postcode = located.postcode
left join {{ ref('int_lsoa_2021__areas') }} as areas
    on located.lsoa_2021_code = areas.lsoa_2021_code
