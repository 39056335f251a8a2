{# The kinds of area that have a profile and similar areas. #}
{% macro profiled_area_types() -%}
    {{ return(['msoa_2021', 'ward_2024', 'ward_2025', 'constituency_2024', 'district_2024']) }}
{%- endmacro %}

{# How many similar areas each area has. #}
{% macro similar_area_count() -%}
    {{ return(10) }}
{%- endmacro %}

{# A value turned so that more is better. What is neither good nor bad is ranked from the highest,
   as what is bad when high. #}
{% macro goodness(value, better) -%}
    case {{ better }}
        when 'higher' then {{ value }}
        when 'nearer zero' then -abs({{ value }})
        else -{{ value }}
    end
{%- endmacro %}

{# The hundredth of the ranked areas that the middle of those of equal value lies in. #}
{% macro middle_percentile(first_equal, equals, ranked) -%}
    ceil(50 * (2 * {{ first_equal }} + {{ equals }} - 1) / {{ ranked }})
{%- endmacro %}
