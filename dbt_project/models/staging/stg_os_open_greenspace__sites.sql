select
    site_id,
    function,
    distinctive_name_1,
    distinctive_name_2,
    distinctive_name_3,
    distinctive_name_4,
    outline
from {{ source('os_open_greenspace', 'sites') }}
