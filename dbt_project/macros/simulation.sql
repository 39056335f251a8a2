{# The value of a parameter of the draws: a row of the seed param_simulation. #}
{% macro simulation_param(name) -%}
    (
        select param_simulation.value
        from {{ ref('param_simulation') }} as param_simulation
        where param_simulation.parameter = '{{ name }}'
    )
{%- endmacro %}
