{# The sources of district statistics that share the tidy layout of Explore Local Statistics. #}
{% macro statistics_sources() -%}
    {{ return([
        'ons_els_adult_obesity_prevalence',
        'ons_els_average_travel_time',
        'ons_els_business_demography',
        'ons_els_children_in_relative_poverty',
        'ons_els_claimant_count',
        'ons_els_employment_rate',
        'ons_els_engagement_with_culture_and_heritage',
        'ons_els_food_outlets',
        'ons_els_gigabit_capable_broadband',
        'ons_els_gross_disposable_household_income_per_head',
        'ons_els_gross_median_weekly_pay',
        'ons_els_gross_value_added',
        'ons_els_healthy_life_expectancy',
        'ons_els_housing_affordability_ratio',
        'ons_els_library_walk',
        'ons_els_modelled_unemployment',
        'ons_els_museums',
        'ons_els_network_coverage_4g',
        'ons_els_personal_wellbeing_estimates',
        'ons_els_premises_below_30',
        'ons_els_qualifications_level_3_or_above',
        'ons_els_qualifications_none_gb',
        'ons_els_railway_station_walk',
        'ons_els_research_and_development_public_funded',
        'ons_els_sports_facilities',
        'ons_els_supermarkets',
    ]) }}
{%- endmacro %}

{# Sources of district statistics of other layouts, and the model that gives each that shape. #}
{% macro shaped_statistics_sources() -%}
    {{ return([
        ('ons_ashe_pay', 'int_statistics__pay'),
    ]) }}
{%- endmacro %}

{# Staging of one source of the tidy layout. #}
{% macro stage_statistics(source_id) -%}
select
    area_code,
    area_name,
    geography,
    indicator,
    period,
    observation,
    measure,
    unit,
    lower_95,
    upper_95,
    status,
    note
from {{ source(source_id, 'observations') }}
{%- endmacro %}
