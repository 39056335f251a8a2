select
    recorded.record_id,
    recorded.record_kind,
    recorded.council_code,
    recorded.council_name,
    councils.council_2024_code,
    councils.council_2024_name,
    recorded.period_start,
    recorded.period_end,
    recorded.financial_year,
    recorded.asset_name,
    recorded.asset_kind,
    recorded.disposal,
    cast(recorded.asset_count as bigint) as asset_count,
    cast(recorded.amount_gbp as decimal(18, 2)) as amount_gbp,
    {{ real_pounds('recorded.amount_gbp', 'prices.real_factor') }} as amount_gbp_real,
    prices.price_base_year,
    case
        when recorded.evidence = 'report of others' then 'C'
        when recorded.record_kind = 'asset' and recorded.amount_gbp is not null then 'A'
        else 'B'
    end as evidence_grade,
    recorded.evidence,
    recorded.evidence_url,
    recorded.note
from {{ ref('int_sale__recorded') }} as recorded
left join {{ ref('council_successors') }} as councils
    on
        councils.code_system = 'ONS'
        and recorded.council_code = councils.council_code
left join {{ ref('int_price__levels') }} as prices
    on recorded.financial_year = prices.financial_year
