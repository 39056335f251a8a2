select
    museum_id,
    museum_name,
    postcode,
    latitude,
    longitude,
    country_name,
    area_path,
    accreditation,
    governance_type,
    governance_subtype,
    size,
    subject_matter,
    year_opened_low,
    year_opened_high,
    year_closed_low,
    year_closed_high
from {{ source('bbk_museums', 'museums') }}
