{# The domains of the Indices of Deprivation that make up the core of the rural index. #}
{% macro rural_core_domains() -%}
    {{ return(['income', 'employment', 'education', 'health']) }}
{%- endmacro %}

{# Whether a domain is one of them. #}
{% macro is_rural_core(domain) -%}
{{ domain }} in ('{{ rural_core_domains() | join("', '") }}')
{%- endmacro %}

{# One area's term of Theil's T: w ln((d / D) / (p / P)), where d and p are people in deprivation
   and all people of an area inside another with D and P, and w its share of all in deprivation. A
   decimal, so that the order of adding does not matter; none where nobody is deprived. #}
{% macro theil_term(weight, inner_deprived, inner_people, outer_deprived, outer_people) -%}
    cast(
        case
            when {{ inner_deprived }} > 0
                then
                    {{ weight }} * ln(
                        ({{ inner_deprived }} / {{ outer_deprived }})
                        / ({{ inner_people }} / {{ outer_people }})
                    )
            else 0
        end as decimal(38, 15)
    )
{%- endmacro %}
