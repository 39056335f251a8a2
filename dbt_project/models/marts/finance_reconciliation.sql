with reported as (
    select *
    from {{ ref('int_finance__united') }}
    where scope = 'authority' and reason_left_out is null
),

authorities as (
    select
        statement,
        financial_year,
        line,
        amount_gbp,
        status,
        unnest(['country', 'region', 'class', 'class']) as scope,
        unnest([
            'England',
            region,
            class_as_published,
            nullif(subclass_as_published, class_as_published)
        ]) as area
    from reported
),

sums as (
    select
        statement,
        financial_year,
        line,
        scope,
        area,
        count(*) as authority_count,
        count(amount_gbp) as published_count,
        cast(sum(amount_gbp) as decimal(18, 2)) as authorities_gbp
    from authorities
    where area is not null
    group by all
),

totals as (
    select
        source_id,
        statement,
        financial_year,
        line,
        scope,
        authority_name as total_name,
        case scope when 'country' then 'England' else class_as_published end as area,
        amount_gbp as published_gbp
    from {{ ref('int_finance__united') }}
    where scope != 'authority' and reason_left_out is null and status = 'published'
),

compared as (
    select
        totals.*,
        coalesce(sums.authority_count, 0) as authority_count,
        coalesce(sums.published_count, 0) as published_count,
        coalesce(sums.authorities_gbp, 0) as authorities_gbp,
        cast(
            coalesce(sums.authorities_gbp, 0) - totals.published_gbp as decimal(18, 2)
        ) as difference_gbp,
        cast({{ param('finance_tolerance_gbp') }} as decimal(18, 2)) as tolerance_gbp
    from totals
    left join sums
        on
            totals.statement = sums.statement
            and totals.financial_year = sums.financial_year
            and totals.line = sums.line
            and totals.scope = sums.scope
            and totals.area = sums.area
)

select
    compared.statement,
    compared.financial_year,
    compared.line,
    compared.scope,
    compared.total_name,
    compared.authority_count,
    compared.published_count,
    compared.authorities_gbp,
    compared.published_gbp,
    compared.difference_gbp,
    compared.tolerance_gbp,
    abs(compared.difference_gbp) <= compared.tolerance_gbp as is_within,
    case
        when abs(compared.difference_gbp) > compared.tolerance_gbp
            then coalesce(of_line.explanation, of_total.explanation)
    end as explanation,
    compared.source_id
from compared
left join {{ ref('ref_finance_differences') }} as of_line
    on
        compared.statement = of_line.statement
        and compared.financial_year = of_line.financial_year
        and compared.scope = of_line.scope
        and compared.total_name = of_line.total_name
        and compared.line = of_line.line
left join {{ ref('ref_finance_differences') }} as of_total
    on
        compared.statement = of_total.statement
        and compared.financial_year = of_total.financial_year
        and compared.scope = of_total.scope
        and compared.total_name = of_total.total_name
        and of_total.line is null
