-- The population-weighted average IMD score of each area by edition and boundary method, and its
-- rank. Ties go to the lower average rank of LSOAs, then to the lower code. The most deprived tenth
-- is rounded to whole areas, a half down, so that of LSOAs 2025 it is the published decile.
with averaged as (
    select
        scored.edition,
        members.area_type,
        members.area_code,
        members.boundary_method,
        cast(sum(scored.population * members.weight) as double) as population_count,
        round(
            cast(sum(scored.population * members.weight * scored.imd_score) as double)
            / cast(sum(scored.population * members.weight) as double), 9
        ) as average_score,
        round(
            cast(sum(scored.population * members.weight * scored.imd_rank) as double)
            / cast(sum(scored.population * members.weight) as double), 9
        ) as average_rank,
        bool_or(members.is_changed or scored.is_redrawn) as is_apportioned
    from {{ ref('int_left_behind__members') }} as members
    inner join {{ ref('int_lsoa__scored') }} as scored
        on
            members.lsoa_type = scored.lsoa_type
            and members.lsoa_code = scored.lsoa_code
    group by scored.edition, members.area_type, members.area_code, members.boundary_method
)

select
    edition,
    area_type,
    area_code,
    boundary_method,
    population_count,
    average_score,
    is_apportioned,
    cast(
        row_number() over (
            partition by edition, area_type, boundary_method
            order by average_score desc, average_rank asc, area_code asc
        ) as integer
    ) as average_score_rank,
    cast(
        count(*) over (partition by edition, area_type, boundary_method) as integer
    ) as ranked_area_count
from averaged
