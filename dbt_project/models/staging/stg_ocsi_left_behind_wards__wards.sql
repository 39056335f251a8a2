select
    ward_2017_code,
    ward_2017_name,
    district_2019_code,
    district_2019_name
from {{ source('ocsi_left_behind_wards', 'wards') }}
