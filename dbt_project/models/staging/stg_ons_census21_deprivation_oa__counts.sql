select
    oa_2021_code,
    category,
    observation
from {{ source('ons_census21_deprivation_oa', 'counts') }}
