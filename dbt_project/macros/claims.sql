{# What answers each claim that can be answered: one row with value, value_low and value_high, in the
   unit of the claim. Written against datasets by their published names, so that a reader can run it
   on a release as it stands. #}
{% macro claim_queries() -%}
    {{ return({
        'left_behind_wards': "
select count(*) as value, null as value_low, null as value_high
from published_left_behind_wards",
        'left_behind_wards_most_deprived': "
select count(*) as value, null as value_low, null as value_high
from published_left_behind_wards
where is_selected_by_iod_2019_rule",
        'wealth_fund_per_ward': "
select 2500000000 / count(*) as value, null as value_low, null as value_high
from published_left_behind_wards",
        'wealth_fund_per_resident': "
select
    2500000000 / sum(population_2021_count) as value,
    2500000000 / greatest(sum(population_2021_count), sum(population_2015_count)) as value_low,
    2500000000 / least(sum(population_2021_count), sum(population_2015_count)) as value_high
from published_left_behind_wards",
        'rural_need': "
select 100 * rural_need_share as value, null as value_low, null as value_high
from rural_need_by_district
where area_type = 'country' and edition = 'iod_2025'",
        'rural_worst_tenth': "
select 100 * rural_worst_tenth_share as value, null as value_low, null as value_high
from rural_need_by_district
where area_type = 'country' and edition = 'iod_2025'",
        'rural_need_in_worst_tenth': "
select 100 * rural_seen_share as value, null as value_low, null as value_high
from rural_need_by_district
where area_type = 'country' and edition = 'iod_2025'",
        'worst_tenth_stays': "
select
    100 * avg(cast(iod_2019_decile = 1 as integer)) as value,
    null as value_low,
    null as value_high
from deprivation_trend
where area_type = 'lsoa_2021' and iod_2025_decile = 1",
        'healthy_life_women': healthy_life_gap('Female'),
        'healthy_life_men': healthy_life_gap('Male'),
    }) }}
{%- endmacro %}

{# Years of healthy life in the South East beyond those in the North East. The interval adds the two
   regions' own 95 % intervals as independent errors. #}
{% macro healthy_life_gap(sex) -%}
    {{ return("
select
    south.value - north.value as value,
    south.value - north.value - sqrt(
        (south.value - south.lower_95) ** 2 + (north.upper_95 - north.value) ** 2
    ) as value_low,
    south.value - north.value + sqrt(
        (south.upper_95 - south.value) ** 2 + (north.value - north.lower_95) ** 2
    ) as value_high
from district_statistics as north
inner join district_statistics as south
    on north.indicator = south.indicator and north.period_start = south.period_start
where
    north.indicator = '" ~ sex ~ " healthy life expectancy'
    and (north.area_name, south.area_name) = ('North East', 'South East')
order by north.period_start desc
limit 1") }}
{%- endmacro %}

{# The datasets that those queries read. #}
{% macro claim_datasets() -%}
    {{ return([
        'deprivation_trend', 'district_statistics', 'published_left_behind_wards',
        'rural_need_by_district',
    ]) }}
{%- endmacro %}
