-- What the datasets of access leave out: categories of the basket that nothing is held of, open
-- places that cannot be found, wards without an LSOA, and ways of measuring green space.
with unheld_categories as (
    select
        category as item,
        'No district is covered by any source that is held. Not counted: ' || not_counted
        || '.' as reason
    from {{ ref('param_access_basket') }}
    where category not in (select category from {{ ref('access_20_minutes') }})
),

unlocated as (
    select
        counted.category || ': places without coordinates' as item,
        'No usable coordinates are known of these open places, so they are nobody''s nearest. '
        || 'Places left out: ' || count(*) as reason
    from {{ ref('places') }} as places
    inner join {{ ref('param_access_places') }} as counted
        on places.category = counted.place_category
    where places.is_open and places.duplicate_of is null and places.easting is null
    group by counted.category
)

select
    'access_20_minutes' as dataset,
    item,
    'lsoa_2021' as area_type,
    'all' as area_code,
    'Every LSOA' as area_name,
    reason
from (
    select * from unheld_categories
    union all
    select * from unlocated
) as categories
union all
{{ without_lsoa(['access_by_area', 'green_space_access'], ref('int_access__members')) }}
union all
select
    'green_space_access' as dataset,
    'os_open_greenspace: columns of entrances to spaces of 0.5, 2 and 10 ha' as item,
    'every kind' as area_type,
    'all' as area_code,
    'Every area' as area_name,
    'No copy of this source is held.' as reason
where not exists (select 1 from {{ ref('stg_os_open_greenspace__access_points') }})
