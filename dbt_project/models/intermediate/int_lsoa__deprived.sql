-- What the summaries of deprivation need of each LSOA and edition, with the people it is weighted
-- by. Where a copy of IoD 2025 holds no mid-2022 population, Census 2021 residents stand in, for
-- every LSOA alike.
with edition_2025 as (
    select
        iod_2025.*,
        residents.usual_residents,
        count(iod_2025.population_total) over () = count(*) over () as has_population
    from {{ ref('stg_mhclg_iod2025__lsoas') }} as iod_2025
    left join {{ ref('stg_ons_census21_residents__lsoas') }} as residents
        on iod_2025.lsoa_2021_code = residents.lsoa_2021_code
)

select
    'iod_2019' as edition,
    'lsoa_2011' as lsoa_type,
    lsoa_2011_code as lsoa_code,
    imd_score,
    imd_rank,
    income_score as income_rate,
    employment_score as employment_rate,
    population_total as population,
    population_working_age,
    'mid-2015 residents without prisoners, as published with the index' as population_basis
from {{ ref('stg_mhclg_iod2019__lsoas') }}
union all
select
    'iod_2025' as edition,
    'lsoa_2021' as lsoa_type,
    lsoa_2021_code as lsoa_code,
    imd_score,
    imd_rank,
    income_score as income_rate,
    employment_score as employment_rate,
    case when has_population then population_total else usual_residents end as population,
    case when has_population then population_working_age end as population_working_age,
    case
        when has_population then 'mid-2022 residents without prisoners, as published with the index'
        else 'Census 2021 usual residents, standing in for the mid-2022 population'
    end as population_basis
from edition_2025
