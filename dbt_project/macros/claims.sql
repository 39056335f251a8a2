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
        'grant_gap_70_per_cent': "
select
    100 * relative_gap as value, 100 * relative_gap_low as value_low, 100 * relative_gap_high as value_high
from grant_gap_2018
where
    left_behind_definition = 'published 225' and comparator = 'other deprived'
    and money = 'charitable and lottery' and measure = 'mean'",
        'assets_sold_a_year': "
select
    sum(asset_count) / sum(years) as value,
    sum(asset_count_low) / sum(years) as value_low,
    sum(asset_count_high) / sum(years) as value_high
from asset_sales_estimate
where
    scope = 'country' and period in ('2012-13', '2013-14', '2014-15', '2015-16', '2016-17')
    and method = 'implied by average value' and receipt_line = 'non_housing_assets'",
        'receipts_a_year': "
select value_gbp / years as value, null as value_low, null as value_high
from asset_sales_estimate
where
    scope = 'country' and period = '2010-11 to 2016-17' and method = 'implied by average value'
    and receipt_line = 'non_housing_assets'",
        'receipts_seven_years': "
select sum(amount_gbp) as value, null as value_low, null as value_high
from capital_receipts
where
    scope = 'country' and receipt_line = 'all_receipts'
    and financial_year between '2010-11' and '2016-17'",
        'assets_sold_value_a_year': "
select sum(value_gbp) / sum(years) as value, null as value_low, null as value_high
from asset_sales_estimate
where
    scope = 'country' and period in ('2014-15', '2015-16', '2016-17')
    and method = 'implied by average value' and receipt_line = 'non_housing_assets'",
        'london_capital_per_head': "
select london_per_head_gbp as value, null as value_low, null as value_high
from investment_gap_to_london
where
    period = '2017-18' and area_name = 'England outside London' and function_group = 'all'
    and kind = 'capital'",
        'rest_of_england_capital_per_head': "
select per_head_gbp as value, null as value_low, null as value_high
from investment_gap_to_london
where
    period = '2017-18' and area_name = 'England outside London' and function_group = 'all'
    and kind = 'capital'",
        'match_london_2017_18': investment_gap('2017-18', 'England outside London', 'all', 'capital'),
        'match_london_2015_16': investment_gap('2015-16', 'England outside London', 'all', 'capital'),
        'transport_north': investment_gap(
            '2009-10 to 2017-18', 'North of England', 'transport', 'all'
        ),
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
    and (north.area_code, south.area_code) = ('E12000001', 'E12000008')
order by north.period_start desc
limit 1") }}
{%- endmacro %}

{# Pounds that London's spending per head would have meant on top, in cash. #}
{% macro investment_gap(period, area, function_group, kind) -%}
    {{ return("
select gap_gbp as value, gap_gbp_low as value_low, gap_gbp_high as value_high
from investment_gap_to_london
where
    period = '" ~ period ~ "' and area_name = '" ~ area ~ "'
    and function_group = '" ~ function_group ~ "' and kind = '" ~ kind ~ "'") }}
{%- endmacro %}

{# The datasets that those queries read. #}
{% macro claim_datasets() -%}
    {{ return([
        'asset_sales_estimate', 'capital_receipts', 'deprivation_trend', 'district_statistics',
        'grant_gap_2018', 'investment_gap_to_london', 'published_left_behind_wards',
        'rural_need_by_district',
    ]) }}
{%- endmacro %}
