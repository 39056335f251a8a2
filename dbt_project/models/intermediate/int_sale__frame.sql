-- Councils of 2024 in each year with receipts: what they took in on the line that asset sales are
-- estimated from, and how many sales are recorded of them, where their record spans the year.
-- Councils without an amount of receipts are in no frame.
with recorded as (
    select
        councils.council_2024_code,
        sales.financial_year,
        sales.record_kind,
        sum(sales.asset_count) filter (where sales.disposal = 'sale') as asset_count
    from {{ ref('int_sale__recorded') }} as sales
    inner join {{ ref('council_successors') }} as councils
        on
            councils.code_system = 'ONS'
            and sales.council_code = councils.council_code
    where sales.financial_year is not null and councils.council_2024_code is not null
    group by all
),

-- A council's own count stands before our count of its list.
counted as (
    select
        council_2024_code,
        financial_year,
        arg_max(coalesce(asset_count, 0), record_kind) as asset_count
    from recorded
    group by all
),

spans as (
    select
        council_2024_code,
        min(financial_year) as first_year,
        max(financial_year) as last_year
    from counted
    group by all
)

select
    receipts.area_code as council_2024_code,
    receipts.authority_class,
    coalesce(receipts.region_code, 'unplaced') as region_code,
    receipts.financial_year,
    receipts.amount_gbp_real as receipts_gbp_real,
    case
        when spans.council_2024_code is not null then coalesce(counted.asset_count, 0)
    end as asset_count
from {{ ref('capital_receipts') }} as receipts
left join spans
    on
        receipts.area_code = spans.council_2024_code
        and receipts.financial_year between spans.first_year and spans.last_year
left join counted
    on
        receipts.area_code = counted.council_2024_code
        and receipts.financial_year = counted.financial_year
where
    receipts.scope = 'council'
    and receipts.receipt_line = 'non_housing_assets'
    and receipts.amount_gbp_real is not null
    and cast(left(receipts.financial_year, 4) as integer) >= {{ sale_param('first_year') }}
