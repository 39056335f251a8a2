-- Registered organisations of each kind that could be located, in each area; kinds of which none
-- could be are not held.
with located as (
    select
        kind,
        lsoa_2021_code,
        source_id
    from {{ ref('community_organisations') }}
    where status = 'registered' and lsoa_2021_code is not null
),

held as (
    select
        kind,
        min(source_id) as source_id
    from located
    group by kind
),

counted as (
    select
        members.area_type,
        members.area_code,
        located.kind,
        count(*) as organisations
    from located
    inner join {{ ref('int_profile__members') }} as members
        on located.lsoa_2021_code = members.lsoa_2021_code
    group by members.area_type, members.area_code, located.kind
)

select
    areas.area_type,
    areas.area_code,
    held.kind,
    held.source_id,
    coalesce(counted.organisations, 0) as organisations
from {{ ref('int_profile__areas') }} as areas
cross join held
left join counted
    on
        areas.area_type = counted.area_type
        and areas.area_code = counted.area_code
        and held.kind = counted.kind
