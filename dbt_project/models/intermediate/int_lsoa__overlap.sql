-- The atoms of every conversion between vintages: pairs of an LSOA 2011 and an LSOA 2021 that share
-- people, with the people they share and the areas of each vintage they belong to.
-- People of an LSOA 2021 made of several LSOAs 2011 are shared out by their mid-2015 population.
with pairs as (
    select
        lookup.lsoa_2011_code,
        lookup.lsoa_2021_code,
        lookup.change_code,
        iod_2019.population_total as population_2015_count,
        residents.usual_residents as residents_2021_count
    from {{ ref('stg_ons_lsoa11_lsoa21__lsoas') }} as lookup
    inner join {{ ref('stg_mhclg_iod2019__lsoas') }} as iod_2019
        on lookup.lsoa_2011_code = iod_2019.lsoa_2011_code
    inner join {{ ref('stg_ons_census21_residents__lsoas') }} as residents
        on lookup.lsoa_2021_code = residents.lsoa_2021_code
    where
        {{ is_england('lookup.lsoa_2011_code') }}
        and {{ is_england('lookup.lsoa_2021_code') }}
),

shared as (
    select
        *,
        cast(
            residents_2021_count * population_2015_count
            / sum(population_2015_count) over (partition by lsoa_2021_code) as decimal(18, 6)
        ) as shared_residents
    from pairs
)

select
    shared.lsoa_2011_code,
    shared.lsoa_2021_code,
    shared.change_code,
    shared.shared_residents,
    ward_2017.ward_2017_code,
    iod_2019.district_2019_code,
    ward_2024.ward_2024_code,
    ward_2025.ward_2025_code,
    ward_2024.district_2024_code,
    combined_authority.combined_authority_code as combined_authority_2023_code,
    region.region_code,
    'E92000001' as country_code
from shared
left join {{ ref('stg_ons_lsoa11_ward17__lsoas') }} as ward_2017
    on shared.lsoa_2011_code = ward_2017.lsoa_2011_code
left join {{ ref('stg_mhclg_iod2019__lsoas') }} as iod_2019
    on shared.lsoa_2011_code = iod_2019.lsoa_2011_code
left join {{ ref('stg_ons_lsoa21_ward24__lsoas') }} as ward_2024
    on shared.lsoa_2021_code = ward_2024.lsoa_2021_code
left join {{ ref('int_ward_2025__located') }} as ward_2025
    on shared.lsoa_2021_code = ward_2025.lsoa_2021_code
left join {{ ref('stg_ons_district24_region24__districts') }} as region
    on ward_2024.district_2024_code = region.district_2024_code
left join {{ ref('stg_ons_combined_authority23__districts') }} as combined_authority
    on ward_2024.district_2024_code = combined_authority.district_code
