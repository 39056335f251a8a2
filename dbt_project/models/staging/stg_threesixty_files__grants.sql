select
    {{ threesixty_grant_columns() }},
    project_postcode
from {{ source('threesixty_files', 'grants') }}
