{{ config(meta={'dagster': {'ref': {'name': 'rural_pockets'}}}) }}
-- To the last of six decimals, people and people in income deprivation alike.
select
    lsoas.area_code,
    lsoas.population_count,
    sum(output_areas.population_count) as people_added,
    lsoas.income_deprived_count,
    sum(output_areas.income_deprived_count) as deprived_added
from {{ ref('rural_pockets') }} as lsoas
inner join {{ ref('rural_pockets') }} as output_areas
    on lsoas.area_code = output_areas.lsoa_2021_code and output_areas.area_type = 'oa_2021'
where lsoas.area_type = 'lsoa_2021'
group by lsoas.area_code, lsoas.population_count, lsoas.income_deprived_count
having
    sum(output_areas.population_count) != lsoas.population_count
    or sum(output_areas.income_deprived_count) != lsoas.income_deprived_count
