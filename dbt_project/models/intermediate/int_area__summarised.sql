-- The measures of methods section 2 for larger areas. Sums are of exact decimals, so that they do
-- not depend on the order in which threads add.
with members as (
    select
        deprived.edition,
        members.area_type,
        members.area_code,
        members.method,
        deprived.population_basis,
        deprived.imd_score,
        deprived.imd_rank,
        members.weight,
        max(deprived.imd_rank) over (partition by deprived.edition) as lsoa_total,
        cast(deprived.population * members.weight as decimal(18, 6)) as people,
        cast(deprived.population_working_age * members.weight as decimal(18, 6))
            as working_age_people,
        cast(deprived.income_rate as decimal(4, 3)) as income_rate,
        cast(deprived.employment_rate as decimal(4, 3)) as employment_rate
    from {{ ref('int_area__members') }} as members
    inner join {{ ref('int_lsoa__deprived') }} as deprived
        on
            members.lsoa_type = deprived.lsoa_type
            and members.lsoa_code = deprived.lsoa_code
),

ranked as (
    select
        *,
        cast(lsoa_total + 1 - imd_rank as integer) as reversed_rank,
        ceil(100 * imd_rank / lsoa_total) as percentile,
        sum(people) over (partition by edition, area_type, area_code) / 10 as tenth_of_people,
        coalesce(
            sum(people) over (
                partition by edition, area_type, area_code
                order by imd_rank
                rows between unbounded preceding and 1 preceding
            ),
            0
        ) as people_before
    from members
),

-- Extent counts everyone in the most deprived 10 % and a share falling from 0.95 to 0.05 of those
-- in percentiles 11 to 30: in 380ths, 0.95 - 0.9 / 19 * (percentile - 11) is a whole number.
counted as (
    select
        *,
        case
            when percentile <= 10 then 380
            when percentile <= 30 then cast(361 - 18 * (percentile - 11) as integer)
            else 0
        end as extent_380ths,
        case when percentile <= 10 then weight else 0 end as weight_in_most_deprived_tenth,
        cast(
            greatest(0, least(people, tenth_of_people - people_before)) as decimal(18, 6)
        ) as people_in_local_tenth
    from ranked
)

select
    edition,
    area_type,
    area_code,
    min(method) as method,
    min(population_basis) as population_basis,
    cast(sum(people) as double) as population_count,
    cast(sum(weight) as double) as lsoa_count,
    cast(sum(weight_in_most_deprived_tenth) as double) as most_deprived_lsoa_count,
    cast(sum(weight_in_most_deprived_tenth) as double) / cast(sum(weight) as double)
        as most_deprived_lsoa_share,
    cast(sum(people * cast(imd_score as decimal(6, 3))) as double) / cast(sum(people) as double)
        as average_score,
    cast(sum(people * reversed_rank) as double) / cast(sum(people) as double) as average_rank,
    cast(sum(people * extent_380ths) as double) / cast(380 * sum(people) as double)
        as extent_share,
    cast(sum(people_in_local_tenth * reversed_rank) as double)
    / nullif(cast(sum(people_in_local_tenth) as double), 0) as local_concentration,
    cast(sum(people * income_rate) as double) as income_deprived_count,
    cast(sum(people * income_rate) as double) / cast(sum(people) as double)
        as income_deprived_share,
    case
        when count(working_age_people) = count(*)
            then cast(sum(working_age_people * employment_rate) as double)
    end as employment_deprived_count
from counted
group by edition, area_type, area_code
