select
    lsoa_2021_code,
    lsoa_2021_name,
    district_2024_code,
    district_2024_name,
    {{ deprivation_columns() }},
    population_total,
    population_0_15,
    population_60_over,
    population_working_age
from {{ source('mhclg_iod2025', 'lsoas') }}
