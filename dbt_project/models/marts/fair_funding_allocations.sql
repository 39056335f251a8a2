select
    allocated.scenario_id,
    allocated.pot_code,
    allocated.area_type,
    allocated.area_code,
    places.area_name,
    places.district_2024_code,
    places.region_code,
    cast(allocated.population_count as decimal(18, 3)) as population_count,
    'Census 2021 usual residents' as population_basis,
    cast(allocated.need_per_head as decimal(18, 9)) as need_per_head,
    cast(
        round(
            cast(allocated.target as double)
            / nullif(cast(allocated.given_pence as double) * 1000000000000, 0), 12
        ) as decimal(18, 12)
    ) as raw_share,
    allocated.allocation_pence,
    cast(cast(allocated.allocation_pence as decimal(18, 0)) / 100 as decimal(18, 2))
        as allocation_gbp,
    cast(
        round(allocated.allocation_pence / 100 / allocated.population_count, 2) as decimal(18, 2)
    ) as allocation_per_head_gbp,
    allocated.bound,
    scenarios.pot_rule = 'match_cost' and allocated.area_type != 'region' as is_apportioned,
    cast(
        case
            when allocated.allocation_pence is not null
                then row_number() over (
                    partition by allocated.scenario_id
                    order by
                        cast(allocated.allocation_pence as double)
                        / allocated.population_count desc nulls last,
                        allocated.area_code asc,
                        allocated.pot_code asc
                )
        end as integer
    ) as allocation_per_head_rank,
    allocated.status
from {{ ref('int_fair__allocated') }} as allocated
inner join {{ ref('param_scenarios') }} as scenarios
    on allocated.scenario_id = scenarios.scenario_id
left join {{ ref('int_fair__places') }} as places
    on allocated.area_type = places.area_type and allocated.area_code = places.area_code
