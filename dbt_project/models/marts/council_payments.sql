-- One select per council, since each file says something else of its payments. The union is by
-- name: what a council's file does not say is empty.
with payments as (
    select
        *,
        'calderdale' as council,
        'E08000033' as council_code,
        'Calderdale' as council_name,
        'net of VAT' as amount_basis,
        payment_kind = 'card' or subsource = 'CC' as is_card,
        coalesce(subsource = 'CC', false) as is_also_in_card_file,
        coalesce(voluntary_sector = 'Y', false) as is_voluntary_sector
    from {{ ref('stg_calderdale_payments__payments') }}
    union all by name
    select
        *,
        'wakefield' as council,
        'E08000036' as council_code,
        'Wakefield' as council_name,
        'net of VAT' as amount_basis,
        false as is_card,
        false as is_also_in_card_file
    from {{ ref('stg_wakefield_payments__payments') }}
    union all by name
    select
        *,
        'salford' as council,
        'E08000006' as council_code,
        'Salford' as council_name,
        'net of VAT' as amount_basis,
        false as is_also_in_card_file
    from {{ ref('stg_salford_payments__payments') }}
    union all by name
    select
        *,
        'hyndburn' as council,
        'E07000120' as council_code,
        'Hyndburn' as council_name,
        'not stated' as amount_basis,
        coalesce(starts_with(reference, 'P-CARD'), false) as is_card,
        regexp_matches(supplier, '\((DIRECT DEBIT|DD)\b') as is_direct_debit,
        false as is_also_in_card_file
    from {{ ref('stg_hyndburn_payments__payments') }}
)

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
            then company_number
    end as supplier_company_number,
    case
        when supplier_status = 'named' and charity_number not in ('N/A', 'EXEMPT')
            then charity_number
    end as supplier_charity_number,
    department,
    service,
    purpose,
    category,
    reference,
    cast(amount * 100 as bigint) as amount_pence,
    cast(vat * 100 as bigint) as vat_pence,
    amount_basis,
    amount < 0 as is_credit,
    is_card,
    is_direct_debit,
    is_also_in_card_file,
    repeat > 1 as is_repeat,
    is_voluntary_sector,
    council || '_payments' as source_id
from payments
