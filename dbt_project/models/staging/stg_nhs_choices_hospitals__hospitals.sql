select
    organisation_id,
    organisation_code,
    subtype,
    sector,
    organisation_status,
    organisation_name,
    postcode,
    latitude,
    longitude
from {{ source('nhs_choices_hospitals', 'hospitals') }}
