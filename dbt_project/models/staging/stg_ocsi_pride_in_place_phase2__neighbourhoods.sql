select
    neighbourhood_name,
    local_authority_name
from {{ source('ocsi_pride_in_place_phase2', 'neighbourhoods') }}
