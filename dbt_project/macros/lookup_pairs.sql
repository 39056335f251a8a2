{# Kinds of area whose boundaries follow the census of 2011; all others follow that of 2021. #}
{% macro lookup_side_2011() -%}
    {{ return(['lsoa_2011', 'ward_2017', 'ward_2019', 'district_2019']) }}
{%- endmacro %}

{# Which kinds of area are converted into which: never from coarser to finer, except between
   vintages of the same tier. Kinds that lie across the tiers are converted where it is of use. #}
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
    {%- set across = {
        'lsoa_2011': ['ward_2019', 'constituency_2024'],
        'lsoa_2021': ['msoa_2021', 'ward_2019', 'constituency_2024', 'upper_tier_2023'],
        'msoa_2021': [
            'ward_2017', 'ward_2024', 'ward_2025', 'district_2024', 'upper_tier_2023',
            'constituency_2024', 'region', 'country',
        ],
        'ward_2017': ['ward_2019', 'constituency_2024'],
        'ward_2019': [
            'ward_2017', 'ward_2024', 'ward_2025', 'district_2019', 'district_2024',
            'constituency_2024', 'region', 'country',
        ],
        'ward_2024': ['constituency_2024', 'upper_tier_2023'],
        'ward_2025': ['constituency_2024', 'upper_tier_2023'],
        'district_2019': ['upper_tier_2023'],
        'district_2024': ['constituency_2024', 'upper_tier_2023'],
        'upper_tier_2023': ['region', 'country'],
        'constituency_2024': ['region', 'country'],
    } -%}
    {%- for from_type, to_types in across.items() -%}
        {%- for to_type in to_types -%}
            {%- do pairs.append((from_type, to_type)) -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ return(pairs) }}
{%- endmacro %}
