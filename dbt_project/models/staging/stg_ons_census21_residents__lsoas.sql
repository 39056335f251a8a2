select
    lsoa_2021_code,
    usual_residents
from {{ source('ons_census21_residents', 'lsoas') }}
