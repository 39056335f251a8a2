with lsoas as (
    select
        lsoas.*,
        districts.area_name as district_name,
        row_number() over (order by lsoas.imd_rank, lsoas.lsoa_code) as rural_rank,
        count(*) over () as rural_count
    from {{ ref('int_rural__lsoas') }} as lsoas
    left join {{ ref('areas') }} as districts
        on
            lsoas.district_type = districts.area_type
            and lsoas.district_code = districts.area_code
    where lsoas.edition = 'iod_2025' and lsoas.is_rural
),

output_areas as (
    select
        deprived.oa_2021_code,
        modelled.lsoa_2021_code,
        modelled.household_count,
        cast(deprived.population_millionths * 0.000001 as decimal(18, 6)) as population_count,
        cast(deprived.income_deprived_millionths * 0.000001 as decimal(18, 6))
            as income_deprived_count,
        deprived.high_need_share,
        deprived.high_need_probability,
        deprived.high_need_probability >= {{ param('rural_pocket_probability') }}
        and lsoas.imd_decile > {{ param('rural_seen_deciles') }}
        and modelled.household_count >= {{ param('rural_pocket_households') }} as is_pocket
    from {{ ref('int_output_area__deprived') }} as deprived
    inner join {{ ref('int_rural__modelled') }} as modelled
        on deprived.oa_2021_code = modelled.area_code and modelled.area_type = 'oa_2021'
    inner join lsoas on modelled.lsoa_2021_code = lsoas.lsoa_code
),

pockets as (
    select
        lsoa_2021_code,
        cast(count(*) filter (where is_pocket) as integer) as pocket_count
    from output_areas
    group by lsoa_2021_code
),

areas as (
    select
        'lsoa_2021' as area_type,
        lsoas.lsoa_code as area_code,
        lsoas.lsoa_code as lsoa_2021_code,
        households.household_count,
        cast(lsoas.population as decimal(18, 6)) as population_count,
        lsoas.population_basis,
        lsoas.income_deprived_count,
        cast(lsoas.income_rate as decimal(9, 6)) as income_deprived_share,
        lsoas.income_method,
        appraised.high_need_share,
        appraised.high_need_probability,
        appraised.high_need_probability >= {{ param('rural_pocket_probability') }}
        and lsoas.imd_decile > {{ param('rural_seen_deciles') }} as is_overlooked,
        cast(null as boolean) as is_pocket,
        pockets.pocket_count
    from lsoas
    left join {{ ref('int_rural__modelled') }} as households
        on lsoas.lsoa_code = households.area_code and households.area_type = 'lsoa_2021'
    left join {{ ref('int_rural__appraised') }} as appraised
        on lsoas.lsoa_code = appraised.lsoa_2021_code
    left join pockets on lsoas.lsoa_code = pockets.lsoa_2021_code
    union all
    select
        'oa_2021' as area_type,
        oa_2021_code as area_code,
        lsoa_2021_code,
        household_count,
        population_count,
        'those of the LSOA, shared out by households' as population_basis,
        income_deprived_count,
        cast(income_deprived_count / nullif(population_count, 0) as decimal(9, 6))
            as income_deprived_share,
        'modelled, adding up to the count of the LSOA' as income_method,
        high_need_share,
        high_need_probability,
        cast(null as boolean) as is_overlooked,
        is_pocket,
        cast(null as integer) as pocket_count
    from output_areas
),

placed as (
    select
        areas.*,
        lsoas.* exclude (population_basis, income_deprived_count, income_method)
    from areas
    inner join lsoas on areas.lsoa_2021_code = lsoas.lsoa_code
)

select
    placed.edition,
    placed.area_type,
    placed.area_code,
    placed.lsoa_2021_code,
    placed.lsoa_name as lsoa_2021_name,
    placed.msoa as msoa_2021_code,
    placed.district_code as district_2024_code,
    placed.district_name as district_2024_name,
    placed.region_code,
    placed.rural_urban_code as rural_urban_2021_code,
    placed.rural_urban_name as rural_urban_2021_name,
    placed.household_count,
    placed.population_count,
    placed.population_basis,
    placed.income_deprived_count,
    placed.income_deprived_share,
    placed.income_method,
    placed.imd_score,
    cast(placed.imd_rank as integer) as imd_rank,
    cast(placed.imd_decile as integer) as imd_decile,
    cast(placed.rural_rank as integer) as rural_rank,
    {{ group_of_rank('placed.rural_rank', 'placed.rural_count', 10) }} as rural_decile,
    cast(placed.high_need_share as decimal(9, 6)) as high_need_threshold_share,
    cast(placed.high_need_probability as decimal(9, 6)) as high_need_probability,
    placed.is_overlooked,
    placed.is_pocket,
    placed.pocket_count,
    index.core_score,
    index.access_score,
    index.cost_score,
    index.index_score as rural_index_score,
    cast(index.index_rank as integer) as rural_index_rank,
    cast(drawn.rank_low as integer) as rural_index_rank_low,
    cast(drawn.rank_high as integer) as rural_index_rank_high,
    (drawn.worst_tenth_draws_apportioned + drawn.worst_tenth_draws_best_fit)
    / drawn.draws_count as rural_index_worst_tenth_probability
from placed
left join {{ ref('int_rural__index') }} as index
    on placed.area_code = index.lsoa_2021_code
left join {{ ref('int_rural__drawn') }} as drawn
    on placed.area_code = drawn.area_code
