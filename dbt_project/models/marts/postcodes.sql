-- Live postcodes of Code-Point Open, and terminated ones where the lookup that knows them is held.
-- The country is known to be England, so a point off the coast takes the nearest LSOA within 1 km.
with live as (
    select
        postcode,
        'os_code_point_open' as source_id,
        cast(null as varchar) as terminated_month,
        positional_quality,
        case when positional_quality < 90 then easting end as easting_metres,
        case when positional_quality < 90 then northing end as northing_metres,
        ward_code,
        district_code
    from {{ ref('stg_os_code_point_open__postcodes') }}
    where {{ is_england('country_code') }}
),

terminated as (
    select
        lookup.postcode,
        'ons_nspl21' as source_id,
        left(lookup.terminated_month, 4) || '-' || right(lookup.terminated_month, 2)
            as terminated_month,
        lookup.grid_reference_quality as positional_quality,
        case when lookup.grid_reference_quality < 9 then lookup.easting end as easting_metres,
        case when lookup.grid_reference_quality < 9 then lookup.northing end as northing_metres,
        cast(null as varchar) as ward_code,
        cast(null as varchar) as district_code
    from {{ ref('stg_ons_nspl21__postcodes') }} as lookup
    anti join {{ ref('stg_os_code_point_open__postcodes') }} as live
        on lookup.postcode = live.postcode
    where
        lookup.terminated_month is not null
        and {{ is_england('lookup.country_code') }}
),

postcodes as (
    select * from live
    union all
    select * from terminated
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
    postcodes.source_id,
    postcodes.terminated_month,
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
