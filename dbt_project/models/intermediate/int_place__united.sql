-- Every row of every source of places, the same columns for all; category is null where the row is
-- no place of the taxonomy. Coordinates are whole metres; a row without any takes its postcode's.
with united as (
    {% for kind in ['stops', 'shops', 'services', 'culture'] %}
    select * from {{ ref('int_place__' ~ kind) }}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

lacking as (
    select
        source_id,
        source_key,
        {{ written_postcode('postcode') }} as postcode
    from united
    where easting is null and postcode is not null
),

looked_up as (
    select
        lacking.source_id,
        lacking.source_key,
        postcodes.easting,
        postcodes.northing
    from lacking
    inner join {{ ref('stg_os_code_point_open__postcodes') }} as postcodes
        on lacking.postcode = postcodes.postcode
    where postcodes.positional_quality < 90
)

select
    united.source_id || ':' || united.source_key as place_id,
    united.source_id,
    united.category,
    {{ without_contacts('united.name') }} as name,
    united.postcode,
    cast(round(coalesce(united.easting, looked_up.easting)) as integer) as easting,
    cast(round(coalesce(united.northing, looked_up.northing)) as integer) as northing,
    if(looked_up.easting is null, united.coordinates_of, 'postcode') as coordinates_of,
    united.may_be_england,
    united.opened_from,
    united.opened_to,
    united.closed_from,
    united.closed_to,
    united.is_open,
    united.as_at
from united
left join looked_up
    on united.source_id = looked_up.source_id and united.source_key = looked_up.source_key
