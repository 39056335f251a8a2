select
    supplier_key,
    supplier_name,
    spelling_count,
    payment_count,
    amount_pence,
    match_status,
    matched_by,
    cast(match_probability as decimal(9, 6)) as match_probability,
    organisation_id,
    organisation_name,
    organisation_kind,
    district_2024_code,
    lsoa_2021_code,
    is_sme,
    is_social_enterprise
from {{ ref('int_supplier__matched') }}
order by supplier_key
