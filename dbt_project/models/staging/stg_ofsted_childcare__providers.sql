select
    provider_urn,
    registration_date,
    provider_type,
    provider_subtype,
    provider_status,
    on_early_years_register,
    on_compulsory_register,
    on_voluntary_register,
    provider_name,
    postcode,
    local_authority_name,
    places_count,
    estimated_places_count,
    inspection_date,
    overall_effectiveness
from {{ source('ofsted_childcare', 'providers') }}
