{# Each combination of columns appears once. #}
{% test unique_combination(model, columns) %}
    select {{ columns | join(', ') }}, count(*) as row_count
    from {{ model }}
    group by all
    having count(*) > 1
{% endtest %}

{# The column sums to one within each group, to 12 digits. #}
{% test sums_to_one(model, column_name, group_by) %}
    select {{ group_by | join(', ') }}, sum({{ column_name }}) as total
    from {{ model }}
    group by all
    having abs(sum({{ column_name }}) - 1) > 1e-12
{% endtest %}

{# Values lie in an inclusive range; nulls are for not_null to judge. #}
{% test within(model, column_name, minimum=none, maximum=none) %}
    select *
    from {{ model }}
    where
        {% if minimum is not none %}{{ column_name }} < {{ minimum }}{% else %}false{% endif %}
        or {% if maximum is not none %}{{ column_name }} > {{ maximum }}{% else %}false{% endif %}
{% endtest %}

{# As many rows as England has; not asked of a scaled demo England. #}
{% test row_count_of_england(model, expected, where_sql='true') %}
    select count(*) as rows_found, {{ expected }} as rows_expected
    from {{ model }}
    where {{ where_sql }}
    having count(*) != {{ expected }} and {{ env_var('LBN_WHOLE', 'true') }}
{% endtest %}
