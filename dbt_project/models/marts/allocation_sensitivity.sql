-- How a penny-exact scenario moves under another interest rate on past shortfalls.
{% set names = {
    'reference_value': 'reference', 'value_low': 'low', 'value': 'middle', 'value_high': 'high'
} %}
{% set without_interest = ('london_catch_up_regions', 'london_catch_up_regions_no_interest') %}
with moved as (
    select
        cast(sum(abs(reference.allocation_pence - other.allocation_pence)) as double)
        / 2 / cast(sum(reference.allocation_pence) as double) as value
    from {{ ref('int_fair__allocated') }} as reference
    inner join {{ ref('int_fair__allocated') }} as other on reference.area_code = other.area_code
    where
        reference.scenario_id = '{{ without_interest[0] }}'
        and other.scenario_id = '{{ without_interest[1] }}'
),

united as (
    select *
    from {{ ref('int_fair__sensitivity') }}
    union all
    select
        '{{ without_interest[0] }}' as scenario_id,
        'moved_share' as output,
        'England' as area_code,
        'catch_up_rate' as factor,
        '0' as setting,
        0 as reference_value,
        null as value_low,
        round(value, 9) as value,
        null as value_high,
        cast(1 as bigint) as choices_count
    from moved
    where value is not null
)

select
    united.scenario_id,
    united.output,
    united.area_code,
    coalesce(areas.area_name, 'England') as area_name,
    united.factor,
    united.setting,
    united.reference_value,
    united.value_low,
    united.value,
    united.value_high,
    {% for column in names %}
    case
        when united.output in ('moved_share', 'left_behind_share', 'district_share')
            then cast(
                round(united.{{ column }} * scenarios.pot_pence / 100, 0) as decimal(18, 2)
            )
    end as {{ names[column] }}_gbp,
    {% endfor %}
    united.choices_count,
    case united.factor
        when 'measure_weights'
            then
                'The 5th to 95th percentile over drawn weights of the four measures of need, the '
                || 'rest as in the scenario. It holds no error of the measures themselves.'
        when 'all_choices'
            then
                'The 5th to 95th percentile over every combination of lambda, gamma, measure and '
                || 'floor, each counted alike. It holds no error of the measures themselves.'
        else 'One choice changed, the others as in the scenario.'
    end as interval_basis
from united
inner join {{ ref('fair_funding_scenarios') }} as scenarios
    on united.scenario_id = scenarios.scenario_id
left join {{ ref('areas') }} as areas
    on united.area_code = areas.area_code and areas.area_type = 'district_2024'
