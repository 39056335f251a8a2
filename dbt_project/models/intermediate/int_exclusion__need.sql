-- What the community need index leaves out, with the columns of `exclusions`: areas that are not
-- ranked, and indicators of which nothing is held.
with unranked as (
    select
        named.area_type,
        named.area_code,
        named.area_name
    from {{ ref('int_area__named') }} as named
    anti join {{ ref('int_need__areas') }} as areas
        on named.area_type = areas.area_type and named.area_code = areas.area_code
    where
        named.is_england
        and named.area_type in (
            'lsoa_2021', 'msoa_2021', 'ward_2017', 'ward_2024', 'ward_2025'
        )
),

unlocated as (
    select category as kind
    from {{ ref('places') }}
    where is_open and duplicate_of is null and (easting is null or lsoa_2021_code is null)
    union all
    select kind
    from {{ ref('community_organisations') }}
    where status = 'registered' and lsoa_2021_code is null
),

unlocated_points as (
    select
        kinds.indicator || ': without an LSOA' as item,
        count(*) as points
    from unlocated
    inner join {{ ref('ref_need_points') }} as kinds on unlocated.kind = kinds.kind
    group by kinds.indicator
),

indicators_not_held as (
    select parameters.source_id || ' ' || parameters.indicator as item
    from {{ ref('param_need_indicators') }} as parameters
    anti join {{ ref('int_need__indicators') }} as indicators
        on parameters.indicator = indicators.indicator
)

select
    'community_need_index' as dataset,
    'all columns' as item,
    area_type,
    area_code,
    area_name,
    'No LSOA with residents belongs to this area, so it is not ranked.' as reason
from unranked
union all
select
    'community_need_index' as dataset,
    item,
    'every kind' as area_type,
    'all' as area_code,
    'Every area' as area_name,
    'No LSOA is known of these places or organisations, so they count nowhere. Left out: '
    || points as reason
from unlocated_points
union all
select
    'community_need_index' as dataset,
    'grants_per_head: awards without a district' as item,
    'every kind' as area_type,
    'all' as area_code,
    'Every area' as area_name,
    'No district of the recipient is known, so they count nowhere. Awards left out: ' || count(*)
    || ', of £' || sum(amount_pence) // 100 as reason
from {{ ref('int_need__granted') }}
where district_2024_code is null
having count(*) > 0
union all
{{ not_held("'community_need_index'", 'indicators_not_held') }}
