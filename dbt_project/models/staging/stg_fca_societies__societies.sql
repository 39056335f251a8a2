select
    row_number,
    society_number,
    society_name,
    registered_as,
    status,
    registration_date,
    deregistration_date,
    postcode
from {{ source('fca_societies', 'societies') }}
