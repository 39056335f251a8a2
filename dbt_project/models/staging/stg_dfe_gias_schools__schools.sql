select
    urn,
    establishment_name,
    establishment_type,
    establishment_type_group,
    establishment_status,
    education_phase,
    number_of_pupils,
    open_date,
    close_date,
    postcode,
    easting,
    northing
from {{ source('dfe_gias_schools', 'schools') }}
