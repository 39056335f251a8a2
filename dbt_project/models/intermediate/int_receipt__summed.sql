-- Receipts of each body and line in each year since 2000-01: predecessors summed, and a row for
-- every year in which a body should have one, whether or not anything is held of it.
with years as (
    select financial_year
    from {{ ref('int_price__levels') }}
    where financial_year >= '2000-01'
),

returned as (
    select
        coalesce(council_2024_code, authority_code) as body_code,
        financial_year,
        receipt_line,
        count(*) as predecessor_count,
        count(amount_gbp) as reported_count,
        sum(amount_gbp) as amount_gbp
    from {{ ref('int_receipt__reported') }}
    group by all
),

known as (
    select
        financial_year,
        receipt_line
    from returned
    group by all
    having sum(reported_count) > 0
),

known_years as (
    select distinct financial_year
    from known
),

-- A body that is no council of 2024 has rows for the years in which it made a return.
expected as (
    select
        bodies.body_code,
        years.financial_year,
        lines.receipt_line
    from {{ ref('int_receipt__bodies') }} as bodies
    cross join years
    cross join {{ ref('ref_receipt_lines') }} as lines
    where
        bodies.body_kind = 'council'
        or exists (
            select 1
            from returned
            where
                returned.body_code = bodies.body_code
                and returned.financial_year = years.financial_year
        )
)

select
    expected.body_code,
    expected.financial_year,
    expected.receipt_line,
    coalesce(returned.predecessor_count, 0) as predecessor_count,
    coalesce(returned.reported_count, 0) as reported_count,
    returned.amount_gbp,
    -- What is known of the line in that year, of anyone.
    case
        when line_known.receipt_line is not null then 'published'
        when known_years.financial_year is not null then 'line not published'
        when expected.financial_year = '2017-18' then 'not published'
        else 'not held'
    end as line_status
from expected
left join returned
    on
        expected.body_code = returned.body_code
        and expected.financial_year = returned.financial_year
        and expected.receipt_line = returned.receipt_line
left join known as line_known
    on
        expected.financial_year = line_known.financial_year
        and expected.receipt_line = line_known.receipt_line
left join known_years on expected.financial_year = known_years.financial_year
