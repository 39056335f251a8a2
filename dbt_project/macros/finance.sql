{# A title as a name for a line: lower case, joined by underscores, no references in brackets. #}
{% macro line_name(title) -%}
trim(
    regexp_replace(
        lower(replace(regexp_replace({{ title }}, '(?i)\s*\((note|col|line|\d)[^)]*\)', '', 'g'), '&', ' and ')),
        '[^a-z0-9]+', '_', 'g'
    ),
    '_'
)
{%- endmacro %}

{# A column's title as a line of capital outturn, without what only one year's sheet puts around
   it: the column's number, the heading over a group of columns, the year of a date (`42 Gross
   borrowing as at 31 March`, `... as at 31 March 2019`). #}
{% macro capital_line_name(title) -%}
regexp_replace(
    regexp_replace(
        replace({{ line_name(title) }}, 'external_debt_as_1_apr', 'external_debt_at_1_april'),
        '^(\d\d_(exp_|receipts_)?|memorandum_item_m\d+_|(m\d+_)+|operational_boundary_and_authorised_limit_'
        || '|borrowing_credit_and_investment_at_(start|end)_of_year_'
        || '|capital_financing_requirement_(capital_f))',
        '\5'
    ),
    '(_at_(1_april|31_march))_20\d\d$',
    '\1'
)
{%- endmacro %}

{# What a column of a service measures; null where it is no such column. #}
{% macro capital_measure(title) -%}
case
    when {{ title }} like 'Acquis%' then 'share_and_loan_acquisitions'
    when {{ title }} like 'Disposal of Share%' then 'share_and_loan_disposals'
    when {{ title }} like 'Total Capital Expenditure/ Receipts%' then 'section_16_2_b_expenditure'
    when {{ title }} like 'Total Capital Expenditure%' then 'total_expenditure'
    when {{ title }} like 'Total Capital Receipts%' then 'total_receipts'
    when {{ title }} like 'Expenditure by%' then 'section_16_2_b_expenditure'
    when {{ title }} like 'Regeneration Expenditure%' then 'regeneration_expenditure'
    when {{ title }} like 'Expenditure on payment of LSVT levy%' then 'lsvt_levy'
    when {{ title }} like 'COR1/2 (col. 13)%' or {{ title }} = 'Capital Receipts' then 'receipts'
    when {{ title }} like 'COR1/2%' then 'expenditure'
end
{%- endmacro %}

{# The kind of authority from the publisher's class; what is not a council is of class other. #}
{% macro authority_class(class) -%}
case {{ class }}
    when 'UA' then 'unitary authority'
    when 'SC' then 'shire county'
    when 'SD' then 'shire district'
    when 'MD' then 'metropolitan district'
    when 'L' then 'london borough'
    when 'LB' then 'london borough'
    else 'other authority'
end
{%- endmacro %}

{# Pounds and pence of a decimal number of millions of pounds. #}
{% macro pounds_of_millions(column) -%}
cast(round(cast({{ column }} as decimal(38, 9)) * 1000000, 2) as decimal(18, 2))
{%- endmacro %}

{# Staging: the columns that every edition of the Country and Regional Analysis has. #}
{% macro public_spending_columns() -%}
row,
    department_name,
    segment_code,
    segment_name,
    cofog_level_0,
    function_name,
    cofog_level_1,
    subfunction_name,
    identifiable,
    capital_or_current,
    sector,
    region_name,
    country_name
{%- endmacro %}

{# A figure of a return, in pounds, and whether it was published: the sheets are in thousands and
   have a marker where a figure is not available. #}
{% macro returned_amount() -%}
cast(cast(value as decimal(28, 9)) * 1000 as decimal(18, 2)) as amount_gbp,
    case
        when value is not null then 'published'
        when marker is not null then 'not available'
        else 'not published'
    end as status
{%- endmacro %}
