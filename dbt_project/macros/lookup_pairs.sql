{# Kinds of area whose boundaries follow the census of 2011; all others follow that of 2021. #}
{% macro lookup_side_2011() -%}
    {{ return(['lsoa_2011', 'ward_2017', 'district_2019']) }}
{%- endmacro %}

{# Which kinds of area are converted into which: never from coarser to finer, except between
   vintages of the same tier. #}
{% macro lookup_pairs() -%}
    {%- set tiers = {
        'lsoa_2011': 1, 'lsoa_2021': 1,
        'ward_2017': 2, 'ward_2024': 2, 'ward_2025': 2,
        'district_2019': 3, 'district_2024': 3,
        'combined_authority_2023': 4, 'region': 4,
        'country': 5,
    } -%}
    {%- set pairs = [] -%}
    {%- for from_type, from_tier in tiers.items() -%}
        {%- for to_type, to_tier in tiers.items() -%}
            {%- if from_type != to_type and from_tier <= to_tier -%}
                {%- do pairs.append((from_type, to_type)) -%}
            {%- endif -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ return(pairs) }}
{%- endmacro %}
