-- What `deprivation_trend` and `left_behind_neighbourhoods` leave out, with the columns of
-- `exclusions`: wards that own no LSOA, areas without a rank in an edition, editions never had.
{% set editions = deprivation_editions() | map('first') | list %}
with listed as (
    select unnest({{ editions }}) as edition
),

held as (
    select distinct edition
    from {{ ref('int_lsoa__scored') }}
),

editions_not_held as (
    select listed.edition as item
    from listed
    anti join held on listed.edition = held.edition
),

unranked as (
    select
        located.*,
        held.edition
    from {{ ref('int_left_behind__located') }} as located
    cross join held
    anti join {{ ref('int_left_behind__ranked') }} as ranked
        on
            located.area_type = ranked.area_type
            and located.area_code = ranked.area_code
            and held.edition = ranked.edition
)

{{ without_lsoa(
    ['deprivation_trend', 'left_behind_neighbourhoods'], ref('int_left_behind__located')
) }}
union all
select
    'deprivation_trend' as dataset,
    edition || ' columns' as item,
    area_type,
    area_code,
    area_name,
    'The lookup that is held links no LSOA of 2001 to this area.' as reason
from unranked
union all
{{ not_held("'deprivation_trend'", 'editions_not_held', 'every kind', 'Every area') }}
