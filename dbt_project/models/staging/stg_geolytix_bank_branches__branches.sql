select
    branch_id,
    brand_name,
    branch_name,
    branch_type,
    town_name,
    region_name,
    postcode,
    longitude,
    latitude,
    status,
    close_month,
    close_year,
    open_year
from {{ source('geolytix_bank_branches', 'branches') }}
