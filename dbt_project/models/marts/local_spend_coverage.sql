select
    council_code,
    council_name,
    financial_year,
    spend_part,
    case
        when starts_with(spend_part, 'left out') then 'left out'
        when spend_part = 'located' then 'located'
        else 'not located'
    end as counted_as,
    count(*) as payment_count,
    cast(sum(amount_pence) as bigint) as amount_pence,
    min(payment_date) as period_start,
    max(payment_date) as period_end
from {{ ref('int_supplier__placed') }}
group by council_code, council_name, financial_year, spend_part
order by council_code, financial_year, spend_part
