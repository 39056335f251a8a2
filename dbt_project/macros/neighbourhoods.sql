{# A share to six decimals; empty where there is nothing to divide by. #}
{% macro share(numerator, denominator) -%}
    cast(
        round(cast({{ numerator }} as double) / nullif({{ denominator }}, 0), 6)
        as decimal(18, 6)
    )
{%- endmacro %}
