select
    msoa_2011_code,
    msoa_2011_name,
    trusting_share,
    careful_share,
    net_trust
from {{ source('onward_good_neighbours', 'msoas') }}
