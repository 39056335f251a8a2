{# Size by yearly income in pounds: the bands of the UK Civil Society Almanac (NCVO). #}
{% macro income_band(income) -%}
    case
        when {{ income }} < 10000 then 'micro'
        when {{ income }} < 100000 then 'small'
        when {{ income }} < 1000000 then 'medium'
        when {{ income }} < 10000000 then 'large'
        when {{ income }} < 100000000 then 'major'
        when {{ income }} >= 100000000 then 'super-major'
    end
{%- endmacro %}
