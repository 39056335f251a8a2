select
    lsoa_2021_code,
    age_band,
    usual_residents
from {{ source('ons_census21_age', 'counts') }}
