-- Every row of every source of places, the same columns for all; category is null where the row is
-- no place of the taxonomy. Coordinates are whole metres.
with united as (
    {% for kind in ['stops', 'shops', 'services', 'culture'] %}
    select * from {{ ref('int_place__' ~ kind) }}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
)

select
    source_id || ':' || source_key as place_id,
    source_id,
    category,
    name,
    postcode,
    cast(round(easting) as integer) as easting,
    cast(round(northing) as integer) as northing,
    coordinates_of,
    may_be_england,
    opened_from,
    opened_to,
    closed_from,
    closed_to,
    is_open,
    as_at
from united
