{# Fair funding, methods section 6. `lbn allocate` renders these macros too: what they say in SQL is
   said nowhere else, and they read relations they are given, nothing by name.

   All of it is in whole numbers (HUGEINT), so that sums are exact: residents in thousandths, need and
   pounds per head in billionths, money in pence, an exact amount in 10^-12 of a penny. #}

{# The sentence that goes with any number of a scenario. #}
{% macro allocation_caveat() -%}
    'A scenario, not a forecast or a promise: it shows what this pot would come to if it were '
    || 'shared out by this formula. Pot, formula and measure of need are choices; see '
    || 'allocation_sensitivity for how much they matter.'
{%- endmacro %}

{# A number as so many whole units. #}
{% macro whole_units(value, decimals) -%}
    cast(
        cast({{ value }} as decimal(28, 9)) * cast({{ 10 ** decimals }} as decimal(10, 0))
        as hugeint
    )
{%- endmacro %}

{# The part's share of a pot of pence in 10^-12 pence, rounded down; null where the whole is 0. #}
{% macro exact_share(pot, part, whole) -%}
    case
        when {{ whole }} > 0
            then
                {{ pot }} * {{ part }} // {{ whole }} * 1000000000000
                + {{ pot }} * {{ part }} % {{ whole }} * 1000000000000 // {{ whole }}
    end
{%- endmacro %}

{# A need to the power of gamma as a whole number; exact where gamma is 0 or 1. #}
{% macro powered(need, highest, gamma) -%}
    case
        when {{ gamma }} = 0 then cast(1000000000 as hugeint)
        when {{ gamma }} = 1 then {{ need }}
        when {{ highest }} > 0
            then cast(
                round(pow(cast({{ need }} as double) / {{ highest }}, {{ gamma }}) * 1000000000000)
                as hugeint
            )
        else cast(0 as hugeint)
    end
{%- endmacro %}

{# What the formula of each scenario gives each of its areas before floors and caps.

   scenarios: the columns of the seed param_scenarios. inputs: the columns of fair_funding_inputs. #}
{% macro allocation_targets(scenarios, inputs) -%}
with eligible as (
    select
        scenarios.*,
        areas.area_code,
        areas.region_code,
        case scenarios.pot_rule
            when 'district_revenue' then areas.district_2024_code
            when 'county_revenue'
                then case
                    when starts_with(areas.upper_tier_2023_code, 'E10')
                        then areas.upper_tier_2023_code
                end
            else 'all areas'
        end as pot_code,
        areas.value as population_count,
        needs.value as need_per_head,
        case
            when scenarios.need_measure is null or needs.value is not null
                then {{ whole_units('areas.value', 3) }}
        end as people,
        {{ whole_units('needs.value', 9) }} as need
    from {{ scenarios }} as scenarios
    inner join {{ inputs }} as areas
        on scenarios.area_type = areas.area_type and areas.measure = 'population'
    left join {{ inputs }} as needs
        on
            areas.area_type = needs.area_type
            and areas.area_code = needs.area_code
            and scenarios.need_measure = needs.measure
    left join {{ inputs }} as members
        on
            areas.area_type = members.area_type
            and areas.area_code = members.area_code
            and scenarios.eligible_set = members.measure
    where (scenarios.eligible_set = 'all' or members.value = 1) and pot_code is not null
),

-- Capital spending per head of London and of each area's region in the years of the scenario.
spending as (
    select
        eligible.scenario_id,
        eligible.area_code,
        {{ whole_units('spent.value', 9) }} as spent,
        {{ whole_units('spent_real.value', 9) }} as spent_real,
        spent.financial_year = eligible.last_year as is_last_year,
        max({{ whole_units('spent.value', 9) }})
            filter (where eligible.region_code = 'E12000007')
            over (partition by eligible.scenario_id, spent.financial_year) as london_spent,
        max({{ whole_units('spent_real.value', 9) }})
            filter (where eligible.region_code = 'E12000007')
            over (partition by eligible.scenario_id, spent.financial_year) as london_spent_real,
        {{ whole_units(
            'pow(1 + coalesce(eligible.catch_up_rate, 0), '
            ~ 'cast(left(eligible.last_year, 4) as integer) '
            ~ '- cast(left(spent.financial_year, 4) as integer))', 9
        ) }} as growth
    from eligible
    inner join {{ inputs }} as spent
        on
            eligible.area_type = spent.area_type
            and eligible.area_code = spent.area_code
            and spent.measure = 'capital_per_head'
            and spent.financial_year between eligible.first_year and eligible.last_year
    left join {{ inputs }} as spent_real
        on
            spent.area_type = spent_real.area_type
            and spent.area_code = spent_real.area_code
            and spent.financial_year = spent_real.financial_year
            and spent_real.measure = 'capital_per_head_real'
),

behind as (
    select
        scenario_id,
        area_code,
        max(spent) filter (where is_last_year) as spent,
        max(london_spent) filter (where is_last_year) as london_spent,
        cast(
            sum(greatest(0, london_spent_real - spent_real) * growth // 1000000000) as hugeint
        ) as shortfall
    from spending
    group by scenario_id, area_code
),

weighed as (
    select
        eligible.*,
        behind.spent,
        behind.london_spent,
        behind.shortfall,
        {{ powered(
            'eligible.need',
            'max(eligible.need) over (partition by eligible.scenario_id)',
            'eligible.gamma'
        ) }} as powered_need,
        cast(sum(eligible.people) over (partition by eligible.scenario_id) as hugeint)
            as all_people,
        cast(sum(eligible.people * eligible.need) over (partition by eligible.scenario_id) as hugeint)
            as all_need
    from eligible
    left join behind
        on
            eligible.scenario_id = behind.scenario_id
            and eligible.area_code = behind.area_code
),

-- How an area's need stands to the mean, in billionths: what London's level is multiplied by.
compared as (
    select
        *,
        case
            when formula != 'F3' or gamma = 0 or all_need = 0 then 1000000000
            when gamma = 1 then need * all_people * 1000000000 // all_need
            else cast(
                round(
                    pow(cast(need as double) * all_people / all_need, gamma) * 1000000000
                ) as hugeint
            )
        end as need_to_mean
    from weighed
),

gapped as (
    select
        *,
        people * powered_need as needed,
        people * greatest(0, london_spent * need_to_mean // 1000000000 - spent) as gap,
        people * shortfall as missed
    from compared
),

pots as (
    select
        gapped.scenario_id,
        gapped.pot_code,
        case
            when min(gapped.pot_rule) = 'match_cost'
                then cast(sum(gapped.gap) // 10000000000 as hugeint)
            when min(gapped.pot_rule) = 'amount'
                then {{ whole_units('cast(min(gapped.pot_base_gbp) as decimal(28, 2)) * min(gapped.pot_share)', 2) }}
            else
                {{ whole_units('cast(min(councils.value) as decimal(28, 2)) * min(gapped.pot_share)', 2) }}
        end as pot_pence,
        cast(sum(gapped.people) as hugeint) as pot_people,
        cast(sum(gapped.needed) as hugeint) as pot_needed,
        cast(sum(gapped.gap) as hugeint) as pot_gap,
        cast(sum(gapped.missed) as hugeint) as pot_missed,
        count(gapped.people) as areas_count
    from gapped
    left join {{ inputs }} as councils
        on
            gapped.pot_code = councils.area_code
            and gapped.pot_rule in ('district_revenue', 'county_revenue')
            and councils.measure = 'net_revenue_expenditure'
    group by gapped.scenario_id, gapped.pot_code
),

-- London-matching never gives more than matching costs; the rest of its pot is left over.
offered as (
    select
        gapped.*,
        pots.* exclude (scenario_id, pot_code),
        case
            when gapped.formula = 'F3' then least(pots.pot_pence, pots.pot_gap // 10000000000)
            else pots.pot_pence
        end as given_pence,
        coalesce({{ whole_units('gapped.base_gbp', 2) }}, 0) as base_pence
    from gapped
    inner join pots
        on gapped.scenario_id = pots.scenario_id and gapped.pot_code = pots.pot_code
),

shared as (
    select
        *,
        {{ exact_share('given_pence', 'people', 'pot_people') }} as by_head,
        {{ exact_share('given_pence', 'needed', 'pot_needed') }} as by_need,
        {{ exact_share('given_pence', 'gap', 'pot_gap') }} as by_gap,
        {{ exact_share('given_pence', 'missed', 'pot_missed') }} as by_missed,
        {{ exact_share('greatest(0, given_pence - areas_count * base_pence)', 'people', 'pot_people') }}
            as rest_by_head,
        {{ exact_share('greatest(0, given_pence - areas_count * base_pence)', 'needed', 'pot_needed') }}
            as rest_by_need,
        {{ whole_units('need_weight', 3) }} as need_weight_thousandths,
        {{ whole_units('catch_up_share', 3) }} as catch_up_thousandths
    from offered
),

mixed as (
    select
        *,
        (
            (1000 - need_weight_thousandths) * by_head
            + need_weight_thousandths * coalesce(by_need, by_head)
        ) // 1000 as by_mix
    from shared
),

aimed as (
    select
        *,
        case formula
            when 'F0' then by_head
            when 'F1' then coalesce(by_need, by_head)
            when 'F3' then coalesce(by_gap, 0)
            when 'F4'
                then (
                    (1000 - catch_up_thousandths) * by_mix
                    + catch_up_thousandths * coalesce(by_missed, by_mix)
                ) // 1000
            when 'F5' then base_pence * 1000000000000 + coalesce(rest_by_need, rest_by_head)
            else by_mix
        end as target
    from mixed
)

select
    scenario_id,
    pot_code,
    area_type,
    area_code,
    population_count,
    need_per_head,
    pot_pence,
    given_pence,
    areas_count * base_pence as bases_pence,
    target,
    coalesce(by_head * {{ whole_units('least_share', 3) }} // 1000, 0) as lowest,
    least(by_head * {{ whole_units('most_share', 3) }} // 1000, given_pence * 1000000000000)
        as highest,
    least_share is not null or most_share is not null as is_damped,
    case
        when population_count is null then 'no residents known'
        when people is null then 'need not held'
        when pot_pence is null and pot_rule in ('district_revenue', 'county_revenue')
            then 'revenue of the council not held'
        when formula in ('F3', 'F4') and (spent is null or shortfall is null) then 'spending of the years not held'
        else 'allocated'
    end as status
from aimed
{%- endmacro %}

{# Why a scenario cannot be, with the arithmetic: no row where all can.

   targets: the relation of allocation_targets. #}
{% macro allocation_refusals(targets) -%}
with summed as (
    select
        scenario_id,
        pot_code,
        cast(max(given_pence) as decimal(38, 0)) / 100 as pot,
        cast(max(bases_pence) as decimal(38, 0)) / 100 as bases,
        cast(
            (sum(lowest) + 500000000000) // 1000000000000 as decimal(38, 0)
        ) / 100 as floors,
        cast(
            (sum(case when target > 0 then highest else lowest end) + 500000000000)
            // 1000000000000 as decimal(38, 0)
        ) / 100 as caps,
        bool_or(is_damped) as is_damped,
        bool_or(lowest > highest) as is_crossed,
        sum(lowest) > max(given_pence) * 1000000000000 as is_over,
        sum(case when target > 0 then highest else lowest end) + 2 * count(*)
        < max(given_pence) * 1000000000000 as is_under
    from {{ targets }}
    where status = 'allocated'
    group by scenario_id, pot_code
),

explained as (
    select
        scenario_id,
        pot_code,
        case
            when pot < 0 then format('the pot is £{:,.2f}, less than nothing', cast(pot as double))
            when pot > 100000000000
                then format(
                    'the pot is £{:,.2f}, more than the £100,000,000,000.00 that can be shared out exactly',
                    cast(pot as double)
                )
            when bases > pot
                then format(
                    'the bases add up to £{:,.2f} and the pot is £{:,.2f}: £{:,.2f} short',
                    cast(bases as double), cast(pot as double), cast(bases - pot as double)
                )
            when is_damped and is_crossed then 'the floor is above the cap'
            when is_damped and is_over
                then format(
                    'the floors add up to £{:,.2f} and the pot is £{:,.2f}: £{:,.2f} short',
                    cast(floors as double), cast(pot as double), cast(floors - pot as double)
                )
            when is_damped and is_under
                then format(
                    'the caps let at most £{:,.2f} be given and the pot is £{:,.2f}: £{:,.2f} over',
                    cast(caps as double), cast(pot as double), cast(pot - caps as double)
                )
        end as refusal
    from summed
)

select *
from explained
where refusal is not null
{%- endmacro %}

{# Floors and caps (F6), then whole pennies by largest remainder.

   Damped amounts are clip(theta * target, lowest, highest) with the theta at which they add up to
   the pot. Theta is never computed: the sum is piecewise linear in it, so the last breakpoint at
   which the sum is within the pot says who is at the floor, who at the cap, and who shares the rest
   in proportion to the targets.

   targets: the relation of allocation_targets, without refused scenarios. #}
{% macro allocations(targets) -%}
with allocated as (
    select
        *,
        given_pence * 1000000000000 as pot
    from {{ targets }}
    where status = 'allocated'
),

-- An area leaves its floor at lowest / target and reaches its cap at highest / target, as whole
-- numbers of 10^-12 and of 10^-24.
breaks as (
    select
        *,
        unnest([0, 1]) as is_cap,
        unnest([lowest, highest]) as edge
    from allocated
    where is_damped and target > 0
),

placed as (
    select
        scenario_id,
        pot_code,
        area_code,
        is_cap,
        pot,
        edge * 1000000000000 // target as theta,
        edge * 1000000000000 % target * 1000000000000 // target as theta_rest,
        case when is_cap = 1 then highest else -lowest end as fixed_change,
        case when is_cap = 1 then -target else target end as slope_change
    from breaks
),

floors as (
    select
        scenario_id,
        pot_code,
        cast(sum(lowest) as hugeint) as all_lowest
    from allocated
    where is_damped
    group by scenario_id, pot_code
),

walked as (
    select
        placed.*,
        floors.all_lowest
        + cast(sum(fixed_change) over so_far as hugeint) as fixed,
        cast(sum(slope_change) over so_far as hugeint) as slope,
        row_number() over so_far as step
    from placed
    inner join floors
        on placed.scenario_id = floors.scenario_id and placed.pot_code = floors.pot_code
    window so_far as (
        partition by placed.scenario_id, placed.pot_code
        order by theta, theta_rest, is_cap, area_code
        rows unbounded preceding
    )
),

reached as (
    select
        *,
        fixed <= pot
        and (
            slope = 0
            or (
                (pot - fixed) * 1000000000000 // slope,
                (pot - fixed) * 1000000000000 % slope * 1000000000000 // slope
            ) >= (theta, theta_rest)
        ) as is_within
    from walked
),

lasts as (
    select
        scenario_id,
        pot_code,
        coalesce(max(step) filter (where is_within), 0) as last_step
    from reached
    group by scenario_id, pot_code
),

states as (
    select
        reached.scenario_id,
        reached.pot_code,
        reached.area_code,
        count(*) filter (where reached.step <= lasts.last_step) as edges_passed
    from reached
    inner join lasts
        on reached.scenario_id = lasts.scenario_id and reached.pot_code = lasts.pot_code
    group by reached.scenario_id, reached.pot_code, reached.area_code
),

stated as (
    select
        allocated.*,
        case
            when not allocated.is_damped then 'none'
            when coalesce(states.edges_passed, 0) = 0 then 'floor'
            when states.edges_passed = 2 then 'cap'
            else 'none'
        end as bound
    from allocated
    left join states
        on
            allocated.scenario_id = states.scenario_id
            and allocated.pot_code = states.pot_code
            and allocated.area_code = states.area_code
),

remaining as (
    select
        *,
        pot - cast(
            sum(case bound when 'floor' then lowest when 'cap' then highest else 0 end)
                over of_pot as hugeint
        ) as pot_between,
        cast(sum(case when bound = 'none' then target else 0 end) over of_pot as hugeint)
            as target_between
    from stated
    window of_pot as (partition by scenario_id, pot_code)
),

exact as (
    select
        *,
        case
            when not is_damped then target
            when bound = 'floor' then lowest
            when bound = 'cap' then highest
            else least(
                highest,
                greatest(
                    lowest,
                    pot_between * (target * 1000000000000 // target_between) // 1000000000000
                    + pot_between
                    * (target * 1000000000000 % target_between * 1000000000000 // target_between)
                    // 1000000000000 // 1000000000000
                )
            )
        end as amount
    from remaining
),

floored as (
    select
        *,
        amount // 1000000000000 as pennies,
        given_pence
        - cast(sum(amount // 1000000000000) over (partition by scenario_id, pot_code) as hugeint)
            as pennies_left,
        row_number() over (
            partition by scenario_id, pot_code
            order by amount % 1000000000000 desc, amount desc, area_code asc
        ) as turn
    from exact
)

select
    scenario_id,
    pot_code,
    area_type,
    area_code,
    population_count,
    need_per_head,
    pot_pence,
    given_pence,
    target,
    lowest,
    highest,
    is_damped,
    bound,
    status,
    cast(pennies + case when turn <= pennies_left then 1 else 0 end as bigint) as allocation_pence
from floored
union all
select
    scenario_id,
    pot_code,
    area_type,
    area_code,
    population_count,
    need_per_head,
    pot_pence,
    given_pence,
    target,
    lowest,
    highest,
    is_damped,
    'none' as bound,
    status,
    null as allocation_pence
from {{ targets }}
where status != 'allocated'
{%- endmacro %}
