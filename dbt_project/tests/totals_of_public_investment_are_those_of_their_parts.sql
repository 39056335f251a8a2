{{ config(meta={'dagster': {'ref': {'name': 'public_investment'}}}) }}
select
    edition,
    financial_year,
    area_code,
    is_identifiable,
    sum(amount_gbp) filter (where function_name = 'All functions' and kind = 'all') as total_gbp,
    sum(amount_gbp) filter (where function_name != 'All functions' and kind != 'all') as parts_gbp
from {{ ref('public_investment') }}
where edition != 'ONS research and development'
group by all
having total_gbp is distinct from parts_gbp
