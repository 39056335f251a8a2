-- Every figure of every council finance statement, in one shape: authorities and totals.
select
    'mhclg_capital_outturn' as source_id,
    'capital outturn' as statement,
    financial_year,
    scope,
    'LGF' as code_system,
    lgf_code as authority_code,
    name as authority_name,
    class as class_as_published,
    subclass as subclass_as_published,
    {{ authority_class('class') }} as authority_class,
    line,
    section,
    title,
    {{ returned_amount() }},
    reason_left_out,
    region
from {{ ref('int_capital_outturn__lined') }}
union all
select
    'mhclg_core_spending_power' as source_id,
    'core spending power' as statement,
    financial_year,
    'authority' as scope,
    'ONS' as code_system,
    ons_code as authority_code,
    authority_name,
    null as class_as_published,
    null as subclass_as_published,
    authority_class,
    line,
    null as section,
    title,
    amount_gbp,
    'published' as status,
    reason_left_out,
    region
from {{ ref('int_core_spending_power__lined') }}
union all
select
    'mhclg_revenue_returns' as source_id,
    statement,
    financial_year,
    scope,
    'ONS' as code_system,
    ons_code as authority_code,
    name as authority_name,
    -- A class total of other authorities is of one kind of them, where the sheet has kinds.
    case
        when scope = 'class' and class = 'O' then coalesce(detailed_class, class)
        else class
    end as class_as_published,
    detailed_class as subclass_as_published,
    {{ authority_class('class') }} as authority_class,
    line,
    section,
    title,
    {{ returned_amount() }},
    null as reason_left_out,
    null as region
from {{ ref('int_revenue_returns__lined') }}
