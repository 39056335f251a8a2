-- Receipts of councils (split counties among them; police, fire and transport bodies are not) by
-- England, class and region, of each year and of all the years held together.
with bodies as (
    select
        unnest(['country', 'class', 'region']) as scope,
        unnest(['E92000001', authority_class, coalesce(region_code, 'unplaced')]) as area_code,
        financial_year,
        receipt_line,
        predecessor_count,
        reported_count,
        amount_gbp,
        amount_gbp_real,
        price_base_year
    from {{ ref('capital_receipts') }}
    where
        scope in ('council', 'split county')
        and receipt_line in ('assets', 'non_housing_assets')
        and status in ('published', 'part published', 'not available')
        and cast(left(financial_year, 4) as integer) >= {{ sale_param('first_year') }}
),

spanned as (
    select
        *,
        min(financial_year) over () || ' to ' || max(financial_year) over () as whole_period
    from bodies
),

periods as (
    select
        * exclude (whole_period),
        unnest([financial_year, whole_period]) as period
    from spanned
)

select
    scope,
    area_code,
    period,
    receipt_line,
    make_date(cast(left(min(financial_year), 4) as integer), 4, 1) as period_start,
    make_date(cast(left(max(financial_year), 4) as integer) + 1, 3, 31) as period_end,
    count(distinct financial_year) as years,
    cast(sum(predecessor_count) as bigint) as predecessor_count,
    cast(sum(reported_count) as bigint) as reported_count,
    cast(sum(amount_gbp) as decimal(18, 2)) as amount_gbp,
    cast(sum(amount_gbp_real) as decimal(18, 2)) as amount_gbp_real,
    any_value(price_base_year) as price_base_year
from periods
group by scope, area_code, period, receipt_line
