{# Where points lie: a subquery with one row for each row of a relation.

   Use: select * from {{ located_points(ref('a_model'), 'a_key', 'easting', 'northing') }} as located

   Arguments: the relation (or the name of a CTE), its key, its columns of British National Grid
   metres, and how far off the generalised coast a point may lie and still belong to the nearest LSOA.

   Columns: the key; lsoa_2021_code; location_quality, which is inside, nearest, outside England
   (farther from every LSOA than the distance allowed), no coordinates, not usable (off the National
   Grid) or no boundaries held; off_metres, whole metres to the LSOA (0 when inside).
   Method and its errors: docs/methods/location.md. #}
{% macro located_points(relation, id, easting, northing, within_metres=100) -%}
(
    with points as (
        select
            {{ id }},
            cast({{ easting }} as double) as easting_metres,
            cast({{ northing }} as double) as northing_metres
        from {{ relation }}
    ),

    spots as (
        select distinct
            easting_metres,
            northing_metres,
            st_point(easting_metres, northing_metres) as spot
        from points
        where
            easting_metres > 0 and easting_metres < 700000
            and northing_metres > 0 and northing_metres < 1300000
    ),

    -- Neighbours share a generalised boundary, but rounded ones may overlap: the first code wins.
    inside as (
        select
            spots.easting_metres,
            spots.northing_metres,
            min(lsoas.lsoa_2021_code) as lsoa_2021_code
        from spots
        inner join {{ ref('int_lsoa_2021__bounded') }} as lsoas
            on st_contains(lsoas.boundary, spots.spot)
        group by spots.easting_metres, spots.northing_metres
    ),

    outside as (
        select spots.*
        from spots
        anti join inside
            on
                spots.easting_metres = inside.easting_metres
                and spots.northing_metres = inside.northing_metres
    ),

    beside as (
        select
            outside.easting_metres,
            outside.northing_metres,
            lsoas.lsoa_2021_code,
            st_distance(lsoas.boundary, outside.spot) as off_metres
        from outside
        inner join {{ ref('int_lsoa_2021__bounded') }} as lsoas
            on st_dwithin(lsoas.boundary, outside.spot, {{ within_metres }})
        qualify row_number() over (
            partition by outside.easting_metres, outside.northing_metres
            order by off_metres, lsoas.lsoa_2021_code
        ) = 1
    ),

    placed as (
        select
            *,
            'inside' as location_quality,
            0 as off_metres
        from inside
        union all
        select
            easting_metres,
            northing_metres,
            lsoa_2021_code,
            'nearest' as location_quality,
            cast(round(off_metres) as integer) as off_metres
        from beside
    )

    select
        points.{{ id }},
        placed.lsoa_2021_code,
        case
            when points.easting_metres is null or points.northing_metres is null
                then 'no coordinates'
            when
                not (
                    points.easting_metres > 0 and points.easting_metres < 700000
                    and points.northing_metres > 0 and points.northing_metres < 1300000
                )
                then 'not usable'
            when not exists (select 1 from {{ ref('int_lsoa_2021__bounded') }})
                then 'no boundaries held'
            else coalesce(placed.location_quality, 'outside England')
        end as location_quality,
        placed.off_metres
    from points
    left join placed
        on
            points.easting_metres = placed.easting_metres
            and points.northing_metres = placed.northing_metres
)
{%- endmacro %}
