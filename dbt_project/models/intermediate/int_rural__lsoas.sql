-- Every LSOA of both editions: its rural-urban class, its people and those in income deprivation.
-- A copy of IoD 2025 without populations still gives a count and a rate, whose quotient is the
-- population that the publisher used; where the count is withheld, Census residents stand in.
with counted as (
    select
        'iod_2019' as edition,
        lsoa_2011_code as lsoa_code,
        value
    from {{ ref('stg_mhclg_iod2019_indicators__indicators') }}
    where indicator = 'income_domain_numerator'
    union all
    select
        'iod_2025' as edition,
        lsoa_2021_code as lsoa_code,
        value
    from {{ ref('stg_mhclg_iod2025_indicators__indicators') }}
    where indicator = 'income_domain_numerator'
),

published as (
    select
        'iod_2019' as edition,
        'lsoa_2011' as lsoa_type,
        iod_2019.lsoa_2011_code as lsoa_code,
        iod_2019.lsoa_2011_name as lsoa_name,
        regexp_replace(iod_2019.lsoa_2011_name, '[A-Z]+$', '') as msoa,
        'district_2019' as district_type,
        iod_2019.district_2019_code as district_code,
        regions.to_area_code as region_code,
        classes.rural_urban_2011_code as rural_urban_code,
        classes.rural_urban_2011_name as rural_urban_name,
        left(classes.rural_urban_2011_code, 1) in ('D', 'E') as is_rural,
        iod_2019.imd_score,
        iod_2019.imd_rank,
        iod_2019.imd_decile,
        iod_2019.income_score as income_rate,
        iod_2019.population_total,
        iod_2019.population_total as residents
    from {{ ref('stg_mhclg_iod2019__lsoas') }} as iod_2019
    left join {{ ref('stg_ons_rural_urban_2011__lsoas') }} as classes
        on iod_2019.lsoa_2011_code = classes.lsoa_2011_code
    left join {{ ref('area_lookup') }} as regions
        on
            iod_2019.lsoa_2011_code = regions.from_area_code
            and regions.from_area_type = 'lsoa_2011'
            and regions.to_area_type = 'region'
    union all
    select
        'iod_2025' as edition,
        'lsoa_2021' as lsoa_type,
        iod_2025.lsoa_2021_code as lsoa_code,
        iod_2025.lsoa_2021_name as lsoa_name,
        areas.msoa_2021_code as msoa,
        'district_2024' as district_type,
        iod_2025.district_2024_code as district_code,
        areas.region_code,
        classes.rural_urban_2021_code as rural_urban_code,
        classes.rural_urban_2021_name as rural_urban_name,
        classes.rural_urban_2021_group = 'Rural' as is_rural,
        iod_2025.imd_score,
        iod_2025.imd_rank,
        iod_2025.imd_decile,
        iod_2025.income_score as income_rate,
        iod_2025.population_total,
        residents.usual_residents as residents
    from {{ ref('stg_mhclg_iod2025__lsoas') }} as iod_2025
    left join {{ ref('int_lsoa_2021__areas') }} as areas
        on iod_2025.lsoa_2021_code = areas.lsoa_2021_code
    left join {{ ref('stg_ons_rural_urban_2021__lsoas') }} as classes
        on iod_2025.lsoa_2021_code = classes.lsoa_2021_code
    left join {{ ref('stg_ons_census21_residents__lsoas') }} as residents
        on iod_2025.lsoa_2021_code = residents.lsoa_2021_code
),

peopled as (
    select
        published.*,
        counted.value as published_count,
        case
            when published.population_total is not null then published.population_total
            when counted.value > 0 and published.income_rate > 0
                then cast(round(counted.value / published.income_rate) as bigint)
            else published.residents
        end as population,
        case
            when published.population_total is not null
                then 'as published with the index, without prisoners'
            when counted.value > 0 and published.income_rate > 0
                then 'implied by the published count and rate'
            else 'Census 2021 usual residents, standing in'
        end as population_basis
    from published
    left join counted
        on published.edition = counted.edition and published.lsoa_code = counted.lsoa_code
)

select
    edition,
    lsoa_type,
    lsoa_code,
    lsoa_name,
    msoa,
    district_type,
    district_code,
    region_code,
    rural_urban_code,
    rural_urban_name,
    is_rural,
    imd_score,
    imd_rank,
    imd_decile,
    income_rate,
    population,
    population_basis,
    cast(
        coalesce(published_count, round(income_rate * population)) as decimal(18, 6)
    ) as income_deprived_count,
    case
        when published_count is null then 'population times the published rate'
        else 'published count, rounded to five'
    end as income_method
from peopled
