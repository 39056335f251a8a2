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
