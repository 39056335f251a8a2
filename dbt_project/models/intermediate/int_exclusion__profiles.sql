-- What profiles and similar areas leave out, with the columns of `exclusions`: areas of which
-- nothing is known, and measures of which no copy is held.
with measures_not_held as (
    select measures.dataset || ' ' || measures.item as item
    from {{ ref('ref_profile_measures') }} as measures
    anti join {{ ref('int_profile__valued') }} as valued
        on measures.measure = valued.measure
)

select
    unnest(['area_profiles', 'similar_areas']) as dataset,
    'all columns' as item,
    areas.area_type,
    areas.area_code,
    areas.area_name,
    'No LSOA fits this area best, so nothing measured by LSOA can be said of it.' as reason
from {{ ref('areas') }} as areas
anti join {{ ref('int_profile__areas') }} as profiled
    on areas.area_type = profiled.area_type and areas.area_code = profiled.area_code
where list_contains({{ profiled_area_types() }}, areas.area_type)
union all
{{ not_held("'area_profiles'", 'measures_not_held') }}
