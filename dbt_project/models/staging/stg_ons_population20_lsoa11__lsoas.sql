select
    lsoa_2011_code,
    lsoa_2011_name,
    residents
from {{ source('ons_population20_lsoa11', 'lsoas') }}
