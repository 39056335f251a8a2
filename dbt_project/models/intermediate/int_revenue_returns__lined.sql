-- Every cell of the revenue returns with the line it is of. Lines of the budget are the publisher's
-- line numbers; one number stands twice when reserves are given for both ends of the year.
with scoped as (
    select
        *,
        case
            when block is null and regexp_matches(lgf_code, '^E[0-9]{4}$') then 'authority'
            when upper(name) = 'ENGLAND' then 'country'
            else 'class'
        end as scope,
        split_part(field, '-', 2) as service_code,
        regexp_extract(field, '^RSX-[a-z]+-(.+)$', 1) as measure_code
    from {{ ref('stg_mhclg_revenue_returns__cells') }}
)

select
    scoped.return_name,
    scoped.financial_year,
    scoped.scope,
    scoped.ons_code,
    scoped.name,
    scoped.class,
    scoped.detailed_class,
    scoped.section,
    scoped.title,
    scoped.value,
    scoped.marker,
    case scoped.return_name
        when 'RSX' then 'revenue outturn'
        else 'revenue account budget'
    end as statement,
    case
        when scoped.return_name = 'RSX' then services.name || '.' || measures.name
        when scoped.title like '% at 1 April' then 'ra_' || scoped.line_number || '_opening'
        else 'ra_' || scoped.line_number
    end as line
from scoped
left join {{ ref('ref_revenue_fields') }} as services
    on scoped.service_code = services.code and services.part = 'service'
left join {{ ref('ref_revenue_fields') }} as measures
    on scoped.measure_code = measures.code and measures.part = 'measure'
