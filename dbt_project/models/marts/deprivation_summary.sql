select
    summarised.edition,
    summarised.area_type,
    summarised.area_code,
    areas.area_name,
    summarised.method,
    summarised.population_basis,
    summarised.population_count,
    summarised.lsoa_count,
    summarised.most_deprived_lsoa_count,
    summarised.most_deprived_lsoa_share,
    summarised.average_score,
    summarised.average_rank,
    summarised.extent_share,
    summarised.local_concentration,
    summarised.income_deprived_count,
    summarised.income_deprived_share,
    summarised.employment_deprived_count,
    cast(
        row_number() over (
            partition by summarised.edition, summarised.area_type
            order by
                round(summarised.average_score, 9) desc,
                round(summarised.average_rank, 9) desc,
                summarised.area_code asc
        ) as integer
    ) as average_score_rank,
    cast(count(*) over (partition by summarised.edition, summarised.area_type) as integer)
        as ranked_area_count
from {{ ref('int_area__summarised') }} as summarised
left join {{ ref('areas') }} as areas
    on summarised.area_type = areas.area_type and summarised.area_code = areas.area_code
