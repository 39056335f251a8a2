-- Repeats: same category, state and name at the same spot; the first id stands for them all.
with english as (
    select
        * replace (
            is_open
            and coalesce(closed_to >= as_at, true)
            and coalesce(opened_from <= as_at, true) as is_open
        ),
        regexp_replace(lower(name), '[^a-z0-9]', '', 'g') as plain_name,
        coalesce(
            easting || ' ' || northing, nullif(replace(upper(postcode), ' ', ''), '')
        ) as spot
    from {{ ref('int_place__located') }}
    where not is_outside
),

repeated as (
    select
        *,
        if(
            plain_name != '' and spot is not null,
            first_value(place_id) over (
                partition by category, is_open, plain_name, spot
                order by place_id
            ),
            place_id
        ) as first_place_id,
        location_quality not in ('no coordinates', 'not usable') as is_usable,
        st_transform(
            st_point(cast(easting as double), cast(northing as double)),
            'EPSG:27700', 'EPSG:4326', always_xy := true
        ) as point
    from english
)

select
    repeated.place_id,
    repeated.category,
    case when not {{ is_a_persons_name() }} then repeated.name end as name,
    if(repeated.is_usable, repeated.easting, null) as easting,
    if(repeated.is_usable, repeated.northing, null) as northing,
    if(
        repeated.is_usable, cast(round(st_x(repeated.point), 5) as decimal(9, 5)), null
    ) as longitude,
    if(
        repeated.is_usable, cast(round(st_y(repeated.point), 5) as decimal(9, 5)), null
    ) as latitude,
    repeated.lsoa_2021_code,
    areas.ward_2025_code,
    areas.district_2024_code,
    repeated.opened_from,
    repeated.opened_to,
    repeated.closed_from,
    repeated.closed_to,
    repeated.is_open,
    repeated.as_at,
    if(repeated.is_usable, repeated.coordinates_of, 'none') as coordinates_of,
    repeated.location_quality,
    nullif(repeated.first_place_id, repeated.place_id) as duplicate_of,
    repeated.source_id
from repeated
left join {{ ref('int_lsoa_2021__areas') }} as areas
    on repeated.lsoa_2021_code = areas.lsoa_2021_code
