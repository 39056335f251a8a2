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
