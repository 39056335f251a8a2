-- Households by the dimensions they are deprived in, of every LSOA and output area of England. An
-- output area has no LSOA where the lookup between them is not held. The publisher perturbs each
-- cell, so categories need not add up to household_count.
with counts as (
    select
        'lsoa_2021' as area_type,
        lsoa_2021_code as area_code,
        category,
        observation
    from {{ ref('stg_ons_census21_topics__counts') }}
    where topic = 'Household deprivation' and {{ is_england('lsoa_2021_code') }}
    union all
    select
        'oa_2021' as area_type,
        oa_2021_code as area_code,
        category,
        observation
    from {{ ref('stg_ons_census21_deprivation_oa__counts') }}
    where {{ is_england('oa_2021_code') }}
),

households as (
    select
        area_type,
        area_code,
        {% for number in ['one', 'two', 'three', 'four'] %}
        coalesce(sum(observation) filter (where category like '%deprived in {{ number }} %'), 0)
            as deprived_in_{{ number }},
        {% endfor %}
        coalesce(sum(observation) filter (where starts_with(category, 'Total')), 0)
            as household_count
    from counts
    group by area_type, area_code
)

select
    households.area_type,
    households.area_code,
    case
        when households.area_type = 'lsoa_2021' then households.area_code
        else lookup.lsoa_2021_code
    end as lsoa_2021_code,
    {% for number in ['one', 'two', 'three', 'four'] %}
    cast(households.deprived_in_{{ number }} as bigint) as deprived_in_{{ number }},
    {% endfor %}
    cast(households.household_count as bigint) as household_count
from households
left join {{ ref('stg_ons_oa21_lsoa21__output_areas') }} as lookup
    on households.area_code = lookup.output_area_2021_code
