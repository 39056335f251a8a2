with pots as (
    select
        scenario_id,
        pot_code,
        min(area_type) as area_type,
        max(pot_pence) as pot_pence,
        cast(sum(allocation_pence) as hugeint) as given_pence,
        count(allocation_pence) as areas,
        count(*) - count(allocation_pence) as areas_without,
        sum(case when allocation_pence is not null then population_count end) as people,
        count(*) filter (where bound = 'floor') as at_floor,
        count(*) filter (where bound = 'cap') as at_cap
    from {{ ref('int_fair__allocated') }}
    group by scenario_id, pot_code
),

summed as (
    select
        scenario_id,
        cast(sum(pot_pence) as bigint) as pot_pence,
        cast(sum(given_pence) as bigint) as allocated_pence,
        count(given_pence) as pots_count,
        cast(sum(areas) as bigint) as areas_count,
        cast(sum(areas_without) as bigint) as areas_without_allocation_count,
        cast(sum(people) as decimal(18, 3)) as population_count,
        cast(sum(at_floor) as bigint) as areas_at_floor_count,
        cast(sum(at_cap) as bigint) as areas_at_cap_count
    from pots
    group by scenario_id
)

select
    scenarios.scenario_id,
    scenarios.family,
    scenarios.title,
    scenarios.formula,
    scenarios.need_measure,
    scenarios.gamma,
    scenarios.need_weight,
    scenarios.catch_up_share,
    scenarios.catch_up_rate,
    scenarios.base_gbp,
    scenarios.least_share,
    scenarios.most_share,
    scenarios.area_type,
    scenarios.eligible_set,
    scenarios.first_year,
    scenarios.last_year,
    scenarios.pot_rule,
    scenarios.pot_source,
    summed.pot_pence,
    summed.allocated_pence,
    summed.pot_pence - summed.allocated_pence as unallocated_pence,
    coalesce(summed.pots_count, 0) as pots_count,
    coalesce(summed.areas_count, 0) as areas_count,
    coalesce(summed.areas_without_allocation_count, 0) as areas_without_allocation_count,
    summed.population_count,
    cast(round(summed.allocated_pence / 100 / summed.population_count, 2) as decimal(18, 2))
        as allocation_per_head_gbp,
    coalesce(summed.areas_at_floor_count, 0) as areas_at_floor_count,
    coalesce(summed.areas_at_cap_count, 0) as areas_at_cap_count,
    case
        when summed.allocated_pence is not null then 'allocated'
        when summed.scenario_id is not null then 'not held'
        else 'no eligible area'
    end as status,
    {{ allocation_caveat() }} as caveat
from {{ ref('param_scenarios') }} as scenarios
left join summed on scenarios.scenario_id = summed.scenario_id
