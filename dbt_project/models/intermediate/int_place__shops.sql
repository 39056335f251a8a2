{{ config(materialized='view') }}
-- Shops, banks and pubs. What is known of an opening or closing is a year, sometimes a month.
with branches as (
    select
        *,
        if(close_year between 2000 and 2100, close_year, null) as closed_year
    from {{ ref('stg_geolytix_bank_branches__branches') }}
)

select
    'geolytix_supermarkets' as source_id,
    store_id as source_key,
    if(size_band like '<%', 'convenience_store', 'supermarket') as category,
    store_name as name,
    cast(null as varchar) as postcode,
    {{ grid_metres('longitude', 'latitude') }},
    'point' as coordinates_of,
    longitude > {{ west_of_scilly() }} as may_be_england,
    {{ no_dates_of_opening() }},
    true as is_open,
    date '2026-01-31' as as_at
from {{ ref('stg_geolytix_supermarkets__stores') }}
union all
select
    'geolytix_bank_branches' as source_id,
    branch_id as source_key,
    case
        when branch_type like '%Banking Hub' then 'banking_hub'
        when branch_type in ('Local Pod', 'Cash Pod', 'Kiosk') then 'bank_pod'
        when branch_type = 'Mobile Branch' then 'mobile_bank_stop'
        when branch_type != 'Head Office' then 'bank_branch'
    end as category,
    coalesce(branch_name, concat_ws(' ', brand_name, town_name)) as name,
    postcode,
    {{ grid_metres('longitude', 'latitude') }},
    'point' as coordinates_of,
    longitude > {{ west_of_scilly() }} as may_be_england,
    make_date(open_year, 1, 1) as opened_from,
    make_date(open_year, 12, 31) as opened_to,
    make_date(closed_year, coalesce(close_month, 1), 1) as closed_from,
    last_day(make_date(closed_year, coalesce(close_month, 12), 1)) as closed_to,
    status != 'Closed' as is_open,
    date '2026-01-31' as as_at
from branches
union all
select
    'getthedata_pubs' as source_id,
    fhrs_id as source_key,
    'pub_bar_or_club' as category,
    nullif(trim(replace(replace(pub_name, '\"', ''), '\', '')), '#NAME?') as name,
    postcode,
    if(latitude is null, null, easting) as easting,
    if(latitude is null, null, northing) as northing,
    'postcode' as coordinates_of,
    true as may_be_england,
    {{ no_dates_of_opening() }},
    true as is_open,
    date '2018-02-28' as as_at
from {{ ref('stg_getthedata_pubs__pubs') }}
