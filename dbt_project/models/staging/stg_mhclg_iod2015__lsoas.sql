select
    lsoa_2011_code,
    lsoa_2011_name,
    district_2013_code,
    district_2013_name,
    {{ deprivation_columns() }},
    population_total,
    population_0_15,
    population_16_59,
    population_60_over,
    population_working_age
from {{ source('mhclg_iod2015', 'lsoas') }}
