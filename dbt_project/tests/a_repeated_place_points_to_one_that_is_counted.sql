{{ config(meta={'dagster': {'ref': {'name': 'places'}}}) }}
select places.place_id
from {{ ref('places') }} as places
left join {{ ref('places') }} as first_ones on places.duplicate_of = first_ones.place_id
where
    places.duplicate_of is not null
    and (
        first_ones.place_id is null
        or first_ones.duplicate_of is not null
        or first_ones.category != places.category
        or first_ones.is_open != places.is_open
    )
