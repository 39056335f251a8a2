-- Each listed payment with its year, and why it is left out where it is: the first reason counts.
-- The rules are the same for every council and year.
with names as (
    select distinct
        supplier_name,
        lower(strip_accents(supplier_name)) as written_name
    from {{ ref('council_payments') }}
    where supplier_name is not null
),

ruled as (
    select
        names.supplier_name,
        rules.reason
    from names
    inner join {{ ref('ref_supplier_excluded') }} as rules
        on
            regexp_matches(names.written_name, rules.pattern)
            and not coalesce(regexp_matches(names.written_name, rules.unless_pattern), false)
    qualify row_number() over (partition by names.supplier_name order by rules.rule_order) = 1
)

select
    payments.payment_id,
    payments.council_code,
    payments.council_name,
    payments.payment_date,
    {{ financial_year_of('payments.payment_date') }} as financial_year,
    payments.supplier_name,
    payments.supplier_status,
    payments.supplier_company_number,
    payments.supplier_charity_number,
    payments.is_voluntary_sector,
    payments.category,
    payments.amount_basis,
    payments.amount_pence,
    case
        when payments.is_repeat then 'repeated row'
        when payments.is_also_in_card_file then 'also in the card file'
        when payments.supplier_status = 'redacted' then 'redacted by the council'
        when payments.is_direct_debit then 'taxes passed on'
        else ruled.reason
    end as exclusion,
    case
        when payments.supplier_status = 'named' then {{ supplier_key('payments.supplier_name') }}
    end as supplier_key
from {{ ref('council_payments') }} as payments
left join ruled on payments.supplier_name = ruled.supplier_name
