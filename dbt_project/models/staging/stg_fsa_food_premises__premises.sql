select
    fhrs_id,
    business_type,
    business_type_code,
    authority_code,
    authority_name,
    rating_value,
    rating_date,
    postcode,
    latitude,
    longitude,
    address_is_withheld,
    extract_date
from {{ source('fsa_food_premises', 'premises') }}
