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
