select
    ward_2011_code,
    rural_urban_2011_code,
    rural_urban_2011_name
from {{ source('ons_rural_urban_2011_wards', 'wards') }}
