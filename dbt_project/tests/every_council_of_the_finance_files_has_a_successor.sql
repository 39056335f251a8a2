{{ config(meta={'dagster': {'ref': {'name': 'council_finance'}}}) }}
-- Or is a county that was split between two councils.
select distinct
    finance.authority_code,
    finance.authority_name
from {{ ref('council_finance') }} as finance
left join {{ ref('council_successors') }} as successors
    on finance.authority_code = successors.council_code
where
    finance.authority_class != 'other authority'
    and finance.council_2024_code is null
    and successors.kind is distinct from 'split'
