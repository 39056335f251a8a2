-- Places with the LSOA they lie in; a place in no LSOA of England has no code, and says why.
with categorised as (
    select *
    from {{ ref('int_place__united') }}
    where category is not null
),

located as (
    select *
    from {{ located_points('categorised', 'place_id', 'easting', 'northing') }}
)

select
    categorised.*,
    located.lsoa_2021_code,
    located.location_quality,
    located.lsoa_2021_code is null
    and (
        located.location_quality = 'outside England' or not categorised.may_be_england
    ) as is_outside
from categorised
inner join located on categorised.place_id = located.place_id
