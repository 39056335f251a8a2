{{ config(materialized='view') }}
-- Libraries, museums, places of worship, post offices and ways into green spaces.
with green_access as (
    select
        *,
        md5(concat_ws('|', access_type, longitude, latitude)) as content,
        row_number() over (
            partition by access_type, longitude, latitude order by row_number
        ) as occurrence
    from {{ ref('stg_tdl_gm_green_access__access_points') }}
),

buildings as (
    select
        'os_library_buildings' as source_id,
        building_id as source_key,
        'library' as category,
        distinctive_name as name,
        st_centroid(st_geomfromtext(outline_wkt)) as centre,
        date '2023-12-31' as as_at
    from {{ ref('stg_os_library_buildings__buildings') }}
    union all
    select
        'tdl_gm_buildings' as source_id,
        building_id as source_key,
        if(classification = 'Post Office', 'post_office', 'place_of_worship') as category,
        nullif(distinctive_name, 'Unknown') as name,
        st_transform(
            st_centroid(st_geomfromgeojson(geometry)), 'EPSG:4326', 'EPSG:27700', always_xy := true
        ) as centre,
        date '2018-04-30' as as_at
    from {{ ref('stg_tdl_gm_buildings__buildings') }}
)

select
    source_id,
    source_key,
    category,
    name,
    cast(null as varchar) as postcode,
    st_x(centre) as easting,
    st_y(centre) as northing,
    'building' as coordinates_of,
    true as may_be_england,
    {{ no_dates_of_opening() }},
    true as is_open,
    as_at
from buildings
union all
select
    'tdl_gm_green_access' as source_id,
    content || '-' || occurrence as source_key,
    'green_space_entrance' as category,
    cast(null as varchar) as name,
    cast(null as varchar) as postcode,
    {{ grid_metres('longitude', 'latitude') }},
    'point' as coordinates_of,
    true as may_be_england,
    {{ no_dates_of_opening() }},
    true as is_open,
    date '2018-03-31' as as_at
from green_access
union all
select
    'bbk_museums' as source_id,
    museum_id as source_key,
    'museum' as category,
    museum_name as name,
    postcode,
    {{ grid_metres('longitude', 'latitude') }},
    'postcode' as coordinates_of,
    country_name = 'England' as may_be_england,
    make_date(year_opened_low, 1, 1) as opened_from,
    make_date(year_opened_high, 12, 31) as opened_to,
    make_date(year_closed_low, 1, 1) as closed_from,
    make_date(year_closed_high, 12, 31) as closed_to,
    year_closed_high is null as is_open,
    date '2021-09-30' as as_at
from {{ ref('stg_bbk_museums__museums') }}
