select
    ward_code,
    ward_name,
    residents
from {{ source('threesixty_ward_population', 'wards') }}
