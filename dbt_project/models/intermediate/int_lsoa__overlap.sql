-- The atoms of every conversion between vintages: pairs of an LSOA 2011 and an LSOA 2021 that share
-- people, with the people they share and the areas of each vintage they belong to.
-- People of an LSOA 2021 made of several LSOAs 2011 are shared out by their mid-2015 population.
with pairs as (
    select
        lookup.lsoa_2011_code,
        lookup.lsoa_2021_code,
        lookup.change_code,
        iod_2019.district_2019_code,
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
    ward_2019.ward_2019_code,
    shared.district_2019_code,
    areas.* exclude (lsoa_2021_code)
from shared
left join {{ ref('stg_ons_lsoa11_ward17__lsoas') }} as ward_2017
    on shared.lsoa_2011_code = ward_2017.lsoa_2011_code
left join {{ ref('stg_ons_lsoa11_ward19__lsoas') }} as ward_2019
    on shared.lsoa_2011_code = ward_2019.lsoa_2011_code
left join {{ ref('int_lsoa_2021__areas') }} as areas
    on shared.lsoa_2021_code = areas.lsoa_2021_code
