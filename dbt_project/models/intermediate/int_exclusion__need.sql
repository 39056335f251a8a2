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
{{ not_held("'community_need_index'", 'indicators_not_held') }}
