{# The nearest place of each kind: a subquery with one row for each search that has an answer.

   Use: select * from {{ nearest_place('searches', 'places') }} as nearest

   Arguments: names of relations or CTEs.
   searches  origin_id, category, easting, northing, farthest_metres (null: as far as there is any);
             a pair of origin_id and category is there once
   places    place_id, category, easting, northing; at most 2,097,152 places of a category, each id
             once in it
   Coordinates are whole metres of the National Grid, none below zero.

   Columns: origin_id; category; place_id, the first by id of those at the least distance;
   squared_metres, an exact whole number. A search has no row if nothing lies within its
   farthest_metres.

   Method: the ground is cut into square cells of twice a reach. A search looks at the four cells
   that meet at the corner of its own cell which it is nearest to. A place in none of them lies
   farther away than the reach: if the best found is not, it is the nearest of all, and every place
   at the same distance was looked at. What is not settled goes on to twice the reach, till a cell is
   larger than the Grid. Distance and place are kept in one number, distance first, so that the least
   of them is the answer. Proof in full and speed: docs/methods/access.md. #}
{% macro nearest_place(searches, places) -%}
{%- set reaches = [
    250, 500, 1000, 2000, 4000, 8000, 16000, 32000, 64000, 128000, 256000, 512000, 1024000, 2048000
] -%}
(
    with kinds as (
        select
            category,
            row_number() over (order by category) as kind
        from (select distinct category from {{ places }}) as listed
    ),

    spots as materialized (
        select
            places.place_id,
            kinds.kind,
            places.easting,
            places.northing,
            if(
                count(*) over (partition by kinds.kind) <= {{ place_numbers() }},
                row_number() over (partition by kinds.kind order by places.place_id) - 1,
                error('There are more places than nearest_place can number.')
            ) as place_number
        from {{ places }} as places
        inner join kinds on places.category = kinds.category
    ),

    asked as materialized (
        select
            row_number() over () as search_number,
            searches.origin_id,
            searches.category,
            searches.farthest_metres,
            kinds.kind,
            searches.easting,
            searches.northing
        from {{ searches }} as searches
        inner join kinds on searches.category = kinds.category
    ),

    left_{{ reaches[0] }} as (
        select * exclude (origin_id, category)
        from asked
    ),

    spots_{{ reaches[0] }} as (
        select * exclude (place_id)
        from spots
    ),

    {% for reach in reaches -%}
    found_{{ reach }} as materialized (
        select
            looking.search_number,
            min(
                {{ squared_metres('looking', 'seen') }} * {{ place_numbers() }} + seen.place_number
            ) as best
        from (
            select
                search_number,
                easting,
                northing,
                unnest([
                    {{ cell_number(reach, 1, 1) }},
                    {{ cell_number(reach, 1, 3) }},
                    {{ cell_number(reach, 3, 1) }},
                    {{ cell_number(reach, 3, 3) }}
                ]) as cell
            from left_{{ reach }}
        ) as looking
        inner join (
            select
                easting,
                northing,
                place_number,
                {{ cell_number(reach, 2, 2) }} as cell
            from spots_{{ reach }}
        ) as seen on looking.cell = seen.cell
        group by looking.search_number
        having best // {{ place_numbers() }} <= {{ reach ** 2 }}
    ),

    {% if not loop.last -%}
    left_{{ reach * 2 }} as materialized (
        select *
        from left_{{ reach }}
        anti join found_{{ reach }}
            on left_{{ reach }}.search_number = found_{{ reach }}.search_number
        where farthest_metres is null or farthest_metres > {{ reach }}
    ),

    -- Also keeps DuckDB's guesses of both sizes in step, so that it hashes the places.
    spots_{{ reach * 2 }} as materialized (
        select *
        from spots_{{ reach }}
        semi join left_{{ reach * 2 }} on spots_{{ reach }}.kind = left_{{ reach * 2 }}.kind
    ),

    {% endif -%}
    {%- endfor -%}
    found as (
        {% for reach in reaches -%}
        select * from found_{{ reach }}
        {% if not loop.last %}union all{% endif %}
        {% endfor %}
    )

    select
        asked.origin_id,
        asked.category,
        spots.place_id,
        found.best // {{ place_numbers() }} as squared_metres
    from found
    inner join asked on found.search_number = asked.search_number
    inner join spots
        on
            asked.kind * {{ place_numbers() }} + found.best % {{ place_numbers() }}
            = spots.kind * {{ place_numbers() }} + spots.place_number
    where
        asked.farthest_metres is null
        or found.best // {{ place_numbers() }} <= asked.farthest_metres * asked.farthest_metres
)
{%- endmacro %}

{# How many places of a kind can be told apart in one number with the squared distance: 2 to the
   21st; the square of the Grid's diagonal is below 2 to the 41st, so the number fits a BIGINT. #}
{% macro place_numbers() -%}
2097152
{%- endmacro %}

{# Squared distance between two points of whole metres. #}
{% macro squared_metres(one, other) -%}
(
                    ({{ one }}.easting - {{ other }}.easting)
                    * ({{ one }}.easting - {{ other }}.easting)
                    + ({{ one }}.northing - {{ other }}.northing)
                    * ({{ one }}.northing - {{ other }}.northing)
                )
{%- endmacro %}

{# One number for a kind of place and the cell, two reaches wide, that lies so many halves of a cell
   on: 2 and 2 give a place's own cell, 1 and 3 those on either side of the nearest line. #}
{% macro cell_number(reach, east, north) -%}
(kind * 16384 + (easting // {{ reach }} + {{ east }}) // 2) * 16384
                    + (northing // {{ reach }} + {{ north }}) // 2
{%- endmacro %}
