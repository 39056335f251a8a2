{# Rows of `exclusions` for what is expected of a dataset and of which nothing is held.

   Arguments: the dataset, a quoted text or a column of the relation; a CTE or subquery of what is
   expected and not held, with the column item; what the areas are called.
   Columns: those of `exclusions`. #}
{% macro not_held(dataset, sources, area_type='as published', area_name='Every area') -%}
select
    {{ dataset }} as dataset,
    item,
    '{{ area_type }}' as area_type,
    'all' as area_code,
    '{{ area_name }}' as area_name,
    'No copy of this source is held.' as reason
from {{ sources }}
{%- endmacro %}

{# Rows of `exclusions` for areas that no LSOA fits best.

   Arguments: the names of the datasets; a relation of the areas that are known, with the columns
   area_type and area_code; the kinds of areas that the datasets have.
   Columns: those of `exclusions`. #}
{% macro without_lsoa(datasets, known, area_types=['ward_2017', 'ward_2024', 'ward_2025']) -%}
select
    unnest({{ datasets }}) as dataset,
    'all columns' as item,
    named.area_type,
    named.area_code,
    named.area_name,
    'No LSOA fits this area best, so nothing measured by LSOA can be said of it.' as reason
from {{ ref('int_area__named') }} as named
anti join {{ known }} as known
    on named.area_type = known.area_type and named.area_code = known.area_code
where named.is_england and list_contains({{ area_types }}, named.area_type)
{%- endmacro %}
