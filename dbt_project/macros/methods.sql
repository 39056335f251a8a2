{# The value of a method parameter: a row of the seed param_methods. #}
{% macro param(name) -%}
    (
        select param_methods.value
        from {{ ref('param_methods') }} as param_methods
        where param_methods.parameter = '{{ name }}'
    )
{%- endmacro %}

{# Whether a code is of England; ONS codes of England begin with E. #}
{% macro is_england(column) -%}
    starts_with({{ column }}, 'E')
{%- endmacro %}

{# Exponential transformation of a rank (1 = most deprived) onto 0-100, as the indices of
   deprivation do it: methods section 2. #}
{% macro exponential_score(rank, count) -%}
    -23 * ln(1 - ({{ count }} + 1 - {{ rank }}) / {{ count }} * (1 - exp(-100.0 / 23)))
{%- endmacro %}

{# The domains, sub-domains and supplementary indices that both editions publish. #}
{% macro deprivation_domains() -%}
    {{ return([
        'imd', 'income', 'employment', 'education', 'health', 'crime', 'barriers', 'environment',
        'idaci', 'idaopi',
        'children_young_people', 'adult_skills', 'geographical_barriers', 'wider_barriers',
        'indoors', 'outdoors',
    ]) }}
{%- endmacro %}

{# The score, rank and decile of each of them. #}
{% macro deprivation_columns() -%}
    {%- for domain in deprivation_domains() %}
    {{ domain }}_score,
    {{ domain }}_rank,
    {{ domain }}_decile{% if not loop.last %},{% endif %}
    {%- endfor %}
{%- endmacro %}
