select
    first_year,
    last_year,
    ward_code,
    ward_name,
    constituency_code,
    constituency_name,
    district_code,
    district_name,
    authority_code,
    authority_old_code,
    authority_name,
    region_code,
    region_name,
    country_code,
    country_name
from {{ source('dfe_ward_hierarchy', 'wards') }}
