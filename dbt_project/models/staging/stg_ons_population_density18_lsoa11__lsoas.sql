select
    lsoa_2011_code,
    lsoa_2011_name,
    residents,
    area_square_kilometres,
    people_per_square_kilometre
from {{ source('ons_population_density18_lsoa11', 'lsoas') }}
