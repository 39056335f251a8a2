-- One select per council, since each file says something else of its payments.
with calderdale as (
    select
        'calderdale' as council,
        'E08000033' as council_code,
        'Calderdale' as council_name,
        file,
        row,
        payment_date,
        supplier,
        supplier_status,
        company_number,
        cast(null as varchar) as charity_number,
        department,
        null as service,
        purpose,
        category,
        reference,
        amount,
        null as vat,
        'net of VAT' as amount_basis,
        payment_kind = 'card' or subsource = 'CC' as is_card,
        null as is_direct_debit,
        coalesce(subsource = 'CC', false) as is_also_in_card_file,
        repeat,
        coalesce(voluntary_sector = 'Y', false) as is_voluntary_sector
    from {{ ref('stg_calderdale_payments__payments') }}
),

wakefield as (
    select
        'wakefield' as council,
        'E08000036' as council_code,
        'Wakefield' as council_name,
        file,
        row,
        payment_date,
        supplier,
        supplier_status,
        company_number,
        charity_number,
        department,
        service,
        purpose,
        category,
        reference,
        amount,
        vat,
        'net of VAT' as amount_basis,
        false as is_card,
        null as is_direct_debit,
        false as is_also_in_card_file,
        repeat,
        null as is_voluntary_sector
    from {{ ref('stg_wakefield_payments__payments') }}
),

salford as (
    select
        'salford' as council,
        'E08000006' as council_code,
        'Salford' as council_name,
        file,
        row,
        payment_date,
        supplier,
        supplier_status,
        cast(null as varchar) as company_number,
        cast(null as varchar) as charity_number,
        department,
        null as service,
        purpose,
        null as category,
        reference,
        amount,
        vat,
        'net of VAT' as amount_basis,
        null as is_card,
        null as is_direct_debit,
        false as is_also_in_card_file,
        repeat,
        null as is_voluntary_sector
    from {{ ref('stg_salford_payments__payments') }}
),

hyndburn as (
    select
        'hyndburn' as council,
        'E07000120' as council_code,
        'Hyndburn' as council_name,
        file,
        row,
        payment_date,
        supplier,
        supplier_status,
        cast(null as varchar) as company_number,
        cast(null as varchar) as charity_number,
        department,
        service,
        null as purpose,
        null as category,
        reference,
        amount,
        null as vat,
        'not stated' as amount_basis,
        coalesce(starts_with(reference, 'P-CARD'), false) as is_card,
        regexp_matches(supplier, '\((DIRECT DEBIT|DD)\b') as is_direct_debit,
        false as is_also_in_card_file,
        repeat,
        null as is_voluntary_sector
    from {{ ref('stg_hyndburn_payments__payments') }}
)

{% for council in ['calderdale', 'wakefield', 'salford', 'hyndburn'] %}
select
    council || ':' || file || ':' || row as payment_id,
    council_code,
    council_name,
    file,
    payment_date,
    supplier as supplier_name,
    supplier_status,
    case
        when supplier_status = 'named' and company_number not in ('N/A', 'EXEMPT')
            then cast(company_number as varchar)
    end as supplier_company_number,
    case
        when supplier_status = 'named' and charity_number not in ('N/A', 'EXEMPT')
            then cast(charity_number as varchar)
    end as supplier_charity_number,
    department,
    cast(service as varchar) as service,
    cast(purpose as varchar) as purpose,
    cast(category as varchar) as category,
    reference,
    cast(amount * 100 as bigint) as amount_pence,
    cast(cast(vat as decimal(18, 2)) * 100 as bigint) as vat_pence,
    amount_basis,
    amount < 0 as is_credit,
    cast(is_card as boolean) as is_card,
    cast(is_direct_debit as boolean) as is_direct_debit,
    is_also_in_card_file,
    repeat > 1 as is_repeat,
    cast(is_voluntary_sector as boolean) as is_voluntary_sector,
    council || '_payments' as source_id
from {{ council }}
{% if not loop.last %}union all{% endif %}
{% endfor %}
