select
    store_id,
    store_name,
    size_band,
    longitude,
    latitude
from {{ source('geolytix_supermarkets', 'stores') }}
