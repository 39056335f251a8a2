-- The scenarios whose choices are swept, all of LSOAs and by need alone or with people.
select
    scenario_id,
    need_measure,
    case formula when 'F1' then 1 else need_weight end as need_weight,
    gamma
from {{ ref('param_scenarios') }}
where is_swept and area_type = 'lsoa_2021' and eligible_set = 'all' and formula in ('F1', 'F2')
