{# The value of a parameter of the estimates of asset sales. #}
{% macro sale_param(name) -%}
    (
        select param_asset_sales.value
        from {{ ref('param_asset_sales') }} as param_asset_sales
        where param_asset_sales.parameter = '{{ name }}'
    )
{%- endmacro %}
