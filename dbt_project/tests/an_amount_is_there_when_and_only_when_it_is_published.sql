{{ config(meta={'dagster': {'ref': {'name': 'council_finance'}}}) }}
select
    statement,
    financial_year,
    authority_code,
    line
from {{ ref('council_finance') }}
where (amount_gbp is not null) != (status = 'published')
