-- What each body reported on each line of receipts, the line put together from the lines of the
-- return (seed ref_receipt_parts). A line that lacks a part has no amount.
with parts as (
    select
        *,
        count(distinct part) over (partition by receipt_line) as part_count
    from {{ ref('ref_receipt_parts') }}
)

select
    finance.financial_year,
    finance.authority_code,
    finance.authority_name,
    finance.authority_class,
    finance.council_2024_code,
    finance.council_2024_name,
    parts.receipt_line,
    case
        when count(finance.amount_gbp) = any_value(parts.part_count)
            then cast(sum(parts.sign * finance.amount_gbp) as decimal(18, 2))
    end as amount_gbp
from {{ ref('council_finance') }} as finance
inner join parts on finance.line = parts.source_line
where finance.statement = 'capital outturn'
group by all
