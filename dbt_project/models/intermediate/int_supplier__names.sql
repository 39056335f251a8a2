-- Suppliers by the name that is compared: a number counts only if all who bear the name share it.
with named as (
    select
        supplier_key,
        supplier_name,
        {{ company_number('supplier_company_number') }} as company_number,
        {{ charity_number('supplier_charity_number') }} as charity_number,
        is_voluntary_sector,
        amount_pence
    from {{ ref('int_supplier__payments') }}
    where exclusion is null and supplier_key != ''
)

select
    supplier_key,
    {{ supplier_words('supplier_key') }} as words,
    min(supplier_name) as supplier_name,
    count(distinct supplier_name) as spelling_count,
    case when count(distinct company_number) = 1 then min(company_number) end as company_number,
    case when count(distinct charity_number) = 1 then min(charity_number) end as charity_number,
    coalesce(bool_or(is_voluntary_sector), false) as is_voluntary_sector,
    coalesce(bool_or(regexp_matches(
        supplier_name, '(?i)\b(c\.?i\.?c|community interest company)\b'
    )), false) as is_called_cic,
    count(*) as payment_count,
    cast(sum(amount_pence) as bigint) as amount_pence
from named
group by supplier_key
order by supplier_key
