with salford as (
    select
        'salford:' || row as contract_id,
        'E08000006' as council_code,
        'Salford' as council_name,
        contract_reference,
        contract_title,
        purchasing_body,
        supplier,
        supplier_status,
        supplier_postcode,
        company_number,
        annual_value,
        total_value,
        start_date,
        coalesce(current_expiry_date, end_date) as end_date,
        null as awarded_date,
        'in the register' as status,
        is_sme_supplier = 'Yes' as is_sme_supplier,
        is_sme_supplier in ('Yes', 'No') as says_sme,
        'ProClass ' || proclass_code as category_code,
        proclass_description as category,
        process,
        null as notice_url,
        'salford_contracts' as source_id
    from {{ ref('stg_salford_contracts__contracts') }}
),

preston as (
    select
        'preston:' || id as contract_id,
        'E07000123' as council_code,
        'Preston' as council_name,
        null as contract_reference,
        title as contract_title,
        organisation as purchasing_body,
        supplier,
        supplier_status,
        cast(null as varchar) as supplier_postcode,
        cast(null as varchar) as company_number,
        cast(null as decimal(18, 2)) as annual_value,
        case status when 'awarded' then nullif(awarded_value, 0) end as total_value,
        null as start_date,
        null as end_date,
        awarded_date,
        status,
        awarded_to_sme = 'true' as is_sme_supplier,
        awarded_to_sme is not null as says_sme,
        'CPV ' || cpv_codes as category_code,
        cpv_description as category,
        null as process,
        url as notice_url,
        'preston_contracts' as source_id
    from {{ ref('stg_preston_contracts__notices') }}
)

{% for council in ['salford', 'preston'] %}
select
    contract_id,
    council_code,
    council_name,
    cast(contract_reference as varchar) as contract_reference,
    contract_title,
    purchasing_body,
    supplier as supplier_name,
    supplier_status,
    case
        when regexp_full_match(supplier_postcode, '[A-Z]{1,2}[0-9][0-9A-Z]? ?[0-9][A-Z]{2}')
            then supplier_postcode
    end as supplier_postcode,
    case
        when supplier_status = 'named' and regexp_full_match(company_number, '[A-Z0-9]{4,8}')
            then company_number
    end as supplier_company_number,
    cast(annual_value * 100 as bigint) as annual_value_pence,
    cast(total_value * 100 as bigint) as total_value_pence,
    cast(start_date as date) as start_date,
    cast(end_date as date) as end_date,
    cast(awarded_date as date) as awarded_date,
    status,
    case when says_sme then is_sme_supplier end as is_sme_supplier,
    category_code,
    category,
    cast(process as varchar) as procurement_process,
    cast(notice_url as varchar) as notice_url,
    source_id
from {{ council }}
{% if not loop.last %}union all{% endif %}
{% endfor %}
