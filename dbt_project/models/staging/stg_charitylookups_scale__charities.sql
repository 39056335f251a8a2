select
    charity_number,
    scale
from {{ source('charitylookups_scale', 'charities') }}
