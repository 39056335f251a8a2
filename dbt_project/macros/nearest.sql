{# The nearest place of each kind: a subquery with one row for each search that has an answer.

   Use: select * from {{ nearest_place('searches', 'places') }} as nearest

   Arguments: names of relations or CTEs.
   searches  origin_id, category, easting, northing, farthest_metres (null: as far as there is any);
             a pair of origin_id and category is there once
   places    place_id, category, easting, northing; at most 2,097,152 rows and each id once in a category
   Coordinates are whole metres of the National Grid, none below zero.

   Columns: origin_id; category; place_id, the first by id of those at the least distance;
   squared_metres, an exact whole number. A search has no row if nothing lies within its
   farthest_metres.

   Method: the ground is cut into square cells. A search looks at the places of its own cell and of
   the eight around it. A place outside those nine lies more than a cell's side away, because a whole
   cell lies between: if the best found is not farther than a side, it is the nearest of all, and
   every place at the same distance was looked at. What is not settled goes on to cells of twice the
   side, till one cell is larger than the Grid. Distance and place are kept in one number, distance
   first, so that the least of them is the answer. Proof in full and speed: docs/methods/access.md. #}
{% macro nearest_place(searches, places, finest_metres=500) -%}
{%- set levels = range(13) -%}
{%- set last = levels[-1] -%}
(
    with kinds as materialized (
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

    left_0 as materialized (
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

    {% for level in levels -%}
    {%- set side = finest_metres * 2 ** level -%}
    found_{{ level }} as materialized (
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
                    {%- for east in [-1, 0, 1] -%}
                    {%- for north in [-1, 0, 1] %}
                    {{ cell_number(side, east, north) }}{{ ',' if not (east == 1 and north == 1) }}
                    {%- endfor -%}
                    {%- endfor %}
                ]) as cell
            from left_{{ level }}
        ) as looking
        inner join (
            select
                easting,
                northing,
                place_number,
                {{ cell_number(side) }} as cell
            from spots
        ) as seen on looking.cell = seen.cell
        group by looking.search_number
        having best // {{ place_numbers() }} <= {{ side ** 2 }}
    ),

    {% if level != last -%}
    left_{{ level + 1 }} as materialized (
        select *
        from left_{{ level }}
        anti join found_{{ level }}
            on left_{{ level }}.search_number = found_{{ level }}.search_number
        where farthest_metres is null or farthest_metres > {{ side }}
    ),

    {% endif -%}
    {%- endfor -%}
    found as (
        {% for level in levels -%}
        select * from found_{{ level }}
        {% if level != last %}union all{% endif %}
        {% endfor %}
    )

    select
        left_0.origin_id,
        left_0.category,
        spots.place_id,
        found.best // {{ place_numbers() }} as squared_metres
    from found
    inner join left_0 on found.search_number = left_0.search_number
    inner join spots
        on left_0.kind = spots.kind and found.best % {{ place_numbers() }} = spots.place_number
    where
        left_0.farthest_metres is null
        or found.best // {{ place_numbers() }} <= left_0.farthest_metres * left_0.farthest_metres
)
{%- endmacro %}

{# How many places can be told apart in one number with the squared distance: 2 to the 21st; the
   square of the Grid's diagonal is below 2 to the 41st, so the number fits a BIGINT. #}
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

{# One number for a kind of place and a cell of a side, or one so many cells east and north of it. #}
{% macro cell_number(side, east=0, north=0) -%}
(kind * 4096 + easting // {{ side }} + {{ 1 + east }}) * 4096
                    + northing // {{ side }} + {{ 1 + north }}
{%- endmacro %}
