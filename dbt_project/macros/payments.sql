{# Staging: the columns that every council's payments have. #}
{% macro payment_columns() -%}
file,
    row,
    repeat,
    payment_kind,
    payment_date,
    supplier,
    supplier_status,
    department,
    reference,
    amount
{%- endmacro %}
