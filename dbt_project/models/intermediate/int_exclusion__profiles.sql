-- What profiles and similar areas leave out, with the columns of `exclusions`: areas of which
-- nothing is known, and measures of which no copy is held.
with measures_not_held as (
    select measures.dataset || ' ' || measures.item as item
    from {{ ref('ref_profile_measures') }} as measures
    anti join {{ ref('int_profile__valued') }} as valued
        on measures.measure = valued.measure
)

{{ without_lsoa(
    ['area_profiles', 'similar_areas'], ref('int_profile__areas'), profiled_area_types()
) }}
union all
{{ not_held("'area_profiles'", 'measures_not_held') }}
