{{ config(materialized='view') }}
-- Public transport. Platforms, entrances, berths and taxi ranks are parts of places, or none.
with areas as (
    select
        atco_area_code,
        region_name not in ('Scotland', 'Wales') as may_be_england
    from {{ ref('stg_dft_atco_areas__areas') }}
)

select
    'dft_naptan_stops' as source_id,
    atco_code as source_key,
    case
        when stop_type = 'BCT' then 'bus_stop'
        when stop_type in ('BCS', 'BCQ') then 'bus_station_bay'
        when stop_type = 'RLY' then 'rail_station'
        when stop_type = 'MET' then 'tram_or_metro_station'
        when stop_type = 'FER' then 'ferry_terminal'
    end as category,
    concat_ws(' ', common_name, '(' || indicator || ')') as name,
    cast(null as varchar) as postcode,
    cast(easting as double) as easting,
    cast(northing as double) as northing,
    'point' as coordinates_of,
    coalesce(areas.may_be_england, true) as may_be_england,
    {{ no_dates_of_opening() }},
    status = 'active' as is_open,
    max(try_cast(left(modification_date_time, 10) as date)) over () as as_at
from {{ ref('stg_dft_naptan_stops__stops') }} as stops
left join areas on left(stops.atco_code, 3) = areas.atco_area_code
