with authorities as (
    select *
    from {{ ref('int_finance__united') }}
    where scope = 'authority' and reason_left_out is null
),

-- Receipts were published to 2016-17 (COR4); the workbooks of 2017-18 and 2018-19 have none.
receipts_not_published as (
    select distinct
        source_id,
        statement,
        financial_year,
        code_system,
        authority_code,
        authority_name,
        authority_class,
        unnest([
            'all_services.receipts',
            'all_services.share_and_loan_disposals',
            'all_services.total_receipts'
        ]) as line,
        null as section,
        'Not published for this year' as title,
        null as amount_gbp,
        'not published' as status
    from authorities
    where statement = 'capital outturn' and financial_year in ('2017-18', '2018-19')
),

figures as (
    select * exclude (scope, class_as_published, subclass_as_published, reason_left_out, region)
    from authorities
    union all by name
    select * from receipts_not_published
)

select
    figures.statement,
    figures.financial_year,
    figures.authority_code,
    figures.authority_name,
    figures.authority_class,
    councils.council_2024_code,
    councils.council_2024_name,
    figures.line,
    figures.section,
    figures.title,
    cast(figures.amount_gbp as decimal(18, 2)) as amount_gbp,
    figures.status,
    figures.source_id
from figures
left join {{ ref('council_successors') }} as councils
    on
        figures.code_system = councils.code_system
        and figures.authority_code = councils.council_code
