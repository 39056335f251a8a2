{# Cash pounds in pounds of the price base year, to the penny. #}
{% macro real_pounds(amount, real_factor) -%}
cast(
    round(cast({{ amount }} as decimal(26, 2)) * cast({{ real_factor }} as decimal(12, 9)), 2)
    as decimal(18, 2)
)
{%- endmacro %}
