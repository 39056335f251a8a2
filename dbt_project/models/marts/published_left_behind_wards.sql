-- The open rule: the most deprived tenth of wards (2017) that own an LSOA, by population-weighted
-- average IMD score, rounded to a whole number of wards, a half down.
with summary as (
    select
        *,
        average_score_rank <= {{ most_deprived_count('ranked_area_count') }}
            as is_in_most_deprived_tenth
    from {{ ref('deprivation_summary') }}
    where area_type = 'ward_2017'
),

regions as (
    select
        from_area_code as ward_2017_code,
        to_area_code as region_code
    from {{ ref('area_lookup') }}
    where from_area_type = 'ward_2017' and to_area_type = 'region'
    qualify row_number() over (
        partition by from_area_code order by weight desc, to_area_code asc
    ) = 1
)

select
    listed.ward_2017_code,
    listed.ward_2017_name,
    listed.district_2019_code,
    listed.district_2019_name,
    regions.region_code,
    region_named.area_name as region_name,
    areas.population_2021_count,
    iod_2019.population_count as population_2015_count,
    iod_2019.average_score as iod_2019_average_score,
    iod_2019.average_score_rank as iod_2019_average_score_rank,
    iod_2019.average_rank as iod_2019_average_rank,
    iod_2019.extent_share as iod_2019_extent_share,
    iod_2019.most_deprived_lsoa_share as iod_2019_most_deprived_lsoa_share,
    iod_2019.income_deprived_share as iod_2019_income_deprived_share,
    iod_2025.average_score as iod_2025_average_score,
    iod_2025.average_score_rank as iod_2025_average_score_rank,
    iod_2025.income_deprived_share as iod_2025_income_deprived_share,
    iod_2019.ranked_area_count as ranked_ward_count,
    iod_2019.is_in_most_deprived_tenth as is_selected_by_iod_2019_rule,
    iod_2025.is_in_most_deprived_tenth as is_selected_by_iod_2025_rule
from {{ ref('stg_ocsi_left_behind_wards__wards') }} as listed
left join {{ ref('areas') }} as areas
    on areas.area_type = 'ward_2017' and listed.ward_2017_code = areas.area_code
left join regions on listed.ward_2017_code = regions.ward_2017_code
left join {{ ref('areas') }} as region_named
    on region_named.area_type = 'region' and regions.region_code = region_named.area_code
left join summary as iod_2019
    on listed.ward_2017_code = iod_2019.area_code and iod_2019.edition = 'iod_2019'
left join summary as iod_2025
    on listed.ward_2017_code = iod_2025.area_code and iod_2025.edition = 'iod_2025'
