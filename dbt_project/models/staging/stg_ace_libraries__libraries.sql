select
    row_number,
    reporting_authority,
    library_name,
    postcode,
    uprn,
    library_type,
    statutory_2010,
    statutory_2023,
    operation_2016,
    operation_2019,
    operation_2021,
    operation_2022,
    operation_2023,
    year_closed,
    year_opened
from {{ source('ace_libraries', 'libraries') }}
