-- The scenarios whose choices are swept: by need alone, with people, or above a base.
select
    scenarios.scenario_id,
    scenarios.need_measure,
    coalesce(scenarios.need_weight, 1) as need_weight,
    scenarios.gamma,
    cast(max(targets.bases_pence) as double) / cast(max(targets.given_pence) as double)
        as base_share
from {{ ref('param_scenarios') }} as scenarios
inner join {{ ref('int_fair__targets') }} as targets
    on scenarios.scenario_id = targets.scenario_id
where scenarios.is_swept and targets.status = 'allocated' and targets.given_pence > 0
group by all
