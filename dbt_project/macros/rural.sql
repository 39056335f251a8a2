{# One area's term of Theil's T: s ln(s / p), its shares of those in deprivation (s) and of all
   people (p) being shares of `larger`; weighed by what s is a share of in the whole. No term where
   nobody is deprived. #}
{% macro theil_term(area, larger, whole_deprived) -%}
    cast(
        case
            when {{ area }}.deprived > 0
                then
                    {{ area }}.deprived / {{ whole_deprived }} * ln(
                        ({{ area }}.deprived / {{ larger }}.deprived)
                        / ({{ area }}.people / {{ larger }}.people)
                    )
            else 0
        end as decimal(38, 15)
    )
{%- endmacro %}
