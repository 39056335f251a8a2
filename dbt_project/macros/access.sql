{# The walks that access is measured by: how many metres, and by how many tenths a walk is longer
   than the straight line. The names of columns say both. #}
{% macro walks() -%}
    {{ return([(800, 12), (800, 13), (800, 14), (1600, 12), (1600, 13), (1600, 14)]) }}
{%- endmacro %}

{# The end of a column's name: 800_m_walk_detour_1_3. #}
{% macro walk_name(metres, tenths) -%}
{{ metres }}_m_walk_detour_{{ tenths // 10 }}_{{ tenths % 10 }}
{%- endmacro %}

{# The names of the columns that say whether something is within each of the walks. #}
{% macro within_walks() -%}
    {%- set names = [] -%}
    {%- for metres, tenths in walks() -%}
        {%- do names.append('within_' ~ walk_name(metres, tenths)) -%}
    {%- endfor -%}
    {{ return(names) }}
{%- endmacro %}

{# Whether a squared straight line is a walk of at most so many metres; whole numbers, no rounding. #}
{% macro is_walk(squared, metres, tenths) -%}
{{ squared }} * {{ tenths ** 2 }} <= {{ (metres * 10) ** 2 }}
{%- endmacro %}

{# Whole metres of a walk, from a squared straight line. #}
{% macro walk_metres(squared, tenths) -%}
cast(round(sqrt(cast({{ squared }} as double)) * {{ tenths }} / 10) as integer)
{%- endmacro %}

{# The farthest straight line that any of the walks allows, in whole metres. #}
{% macro longest_straight_line() -%}
    {%- set lines = [] -%}
    {%- for metres, tenths in walks() -%}
        {%- do lines.append((metres * 10 / tenths) | round(0, 'ceil') | int) -%}
    {%- endfor -%}
{{ lines | max }}
{%- endmacro %}

{# Whether enough of an area's residents are counted for a share of them to be published. #}
{% macro is_enough(counted, everyone='all_people') -%}
{{ counted }} >= {{ param('access_least_counted_share') }} * {{ everyone }}
{%- endmacro %}

{# A flag or share in millionths, for exact sums. #}
{% macro millionths(share) -%}
cast(cast({{ share }} as double) * 1000000 as bigint)
{%- endmacro %}
