{{ config(meta={'dagster': {'ref': {'name': 'areas'}}}) }}
-- Whatever the kind of area, England's residents add up to the census total.
with totals as (
    select
        area_type,
        sum(population_2021_count) as residents
    from {{ ref('areas') }}
    where area_type not in ('combined_authority_2023', 'left_behind_225')
    group by area_type
),

census as (
    select sum(usual_residents) as residents
    from {{ ref('stg_ons_census21_residents__lsoas') }}
    where {{ is_england('lsoa_2021_code') }}
)

select
    totals.area_type,
    totals.residents,
    census.residents as census_residents
from totals
cross join census
where abs(totals.residents - census.residents) > 0.5
