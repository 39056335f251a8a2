select
    msoa_2011_code,
    msoa_2011_name,
    addresses,
    addresses_with_outdoor_space,
    outdoor_space_square_metres
from {{ source('ons_private_gardens', 'msoas') }}
