{{ config(meta={'dagster': {'ref': {'name': 'stg_mhclg_capital_outturn__cells'}}}) }}
select distinct
    workbook,
    financial_year
from {{ ref('stg_mhclg_capital_outturn__cells') }}
where
    regexp_matches(workbook, '20\d\d-\d\d')
    and not contains(workbook, financial_year)
