{# The value of a method parameter: a row of the seed param_methods. #}
{% macro param(name) -%}
    (
        select param_methods.value
        from {{ ref('param_methods') }} as param_methods
        where param_methods.parameter = '{{ name }}'
    )
{%- endmacro %}

{# Whether a code is of England; ONS codes of England begin with E. #}
{% macro is_england(column) -%}
    starts_with({{ column }}, 'E')
{%- endmacro %}

{# Exponential transformation of a rank (1 = most deprived) onto 0-100, as the indices of
   deprivation do it: methods section 2. #}
{% macro exponential_score(rank, count) -%}
    -23 * ln(1 - ({{ count }} + 1 - {{ rank }}) / {{ count }} * (1 - exp(-100.0 / 23)))
{%- endmacro %}

{# The domains, sub-domains and supplementary indices that both editions publish. #}
{% macro deprivation_domains() -%}
    {{ return([
        'imd', 'income', 'employment', 'education', 'health', 'crime', 'barriers', 'environment',
        'idaci', 'idaopi',
        'children_young_people', 'adult_skills', 'geographical_barriers', 'wider_barriers',
        'indoors', 'outdoors',
    ]) }}
{%- endmacro %}

{# The editions of the indices: their LSOAs, where they are staged, and which domains they hold. #}
{% macro deprivation_editions() -%}
    {{ return([
        ('iod_2010', 'lsoa_2001', 'stg_mhclg_iod2010__lsoas', deprivation_domains()[:8]),
        ('iod_2015', 'lsoa_2011', 'stg_mhclg_iod2015__lsoas', deprivation_domains()),
        ('iod_2019', 'lsoa_2011', 'stg_mhclg_iod2019__lsoas', deprivation_domains()),
        ('iod_2025', 'lsoa_2021', 'stg_mhclg_iod2025__lsoas', deprivation_domains()),
    ]) }}
{%- endmacro %}

{# The score, rank and decile of each of them. #}
{% macro deprivation_columns() -%}
    {%- for domain in deprivation_domains() %}
    {{ domain }}_score,
    {{ domain }}_rank,
    {{ domain }}_decile{% if not loop.last %},{% endif %}
    {%- endfor %}
{%- endmacro %}

{# How many of that many ranked areas are the most deprived tenth: whole areas, a half down. #}
{% macro most_deprived_count(areas) -%}
    ceil({{ param('most_deprived_ward_share') }} * {{ areas }} - 0.5)
{%- endmacro %}

{# Which of so many equal groups a rank falls into, 1 the most deprived: 1 + floor(groups * (rank -
   1/2) / areas). The first of ten is the most deprived tenth as counted above. #}
{% macro group_of_rank(rank, areas, groups) -%}
    cast(1 + (2 * {{ groups }} * {{ rank }} - {{ groups }}) // (2 * {{ areas }}) as integer)
{%- endmacro %}

{# How sure we are that an area belongs to a set, from the share of draws that put it there. #}
{% macro certainty_class(probability) -%}
    case
        when {{ probability }} >= {{ param('core_probability') }} then 'core'
        when {{ probability }} >= {{ param('marginal_probability') }} then 'marginal'
        when {{ probability }} is not null then 'out'
    end
{%- endmacro %}
