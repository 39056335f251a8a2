{% set levels = {
    'lsoa': 'lsoa', 'msoa': 'msoa', 'district': 'district_code', 'region': 'region_code',
} %}
-- Theil's T of income deprivation: sum of s ln(s / p), where s and p are an area's shares of the
-- people in income deprivation and of all people. Between and within are each computed of
-- themselves. Logarithms are made decimals before they are added, so no order of adding matters.
with bases as (
    select
        edition,
        lsoa_type as base_area_type,
        lsoa_code as base_area_code,
        null as lsoa,
        msoa,
        district_code,
        region_code,
        is_rural,
        cast(population as decimal(18, 6)) as people,
        income_deprived_count as deprived
    from {{ ref('int_rural__lsoas') }}
    union all
    select
        lsoas.edition,
        'oa_2021' as base_area_type,
        output_areas.oa_2021_code as base_area_code,
        lsoas.lsoa_code as lsoa,
        lsoas.msoa,
        lsoas.district_code,
        lsoas.region_code,
        lsoas.is_rural,
        cast(output_areas.population_millionths * 0.000001 as decimal(18, 6)) as people,
        cast(output_areas.income_deprived_millionths * 0.000001 as decimal(18, 6)) as deprived
    from {{ ref('int_output_area__deprived') }} as output_areas
    inner join {{ ref('int_rural__modelled') }} as modelled
        on output_areas.oa_2021_code = modelled.area_code and modelled.area_type = 'oa_2021'
    inner join {{ ref('int_rural__lsoas') }} as lsoas
        on modelled.lsoa_2021_code = lsoas.lsoa_code and lsoas.edition = 'iod_2025'
),

placed as (
    {% for group, condition in [
        ('england', 'true'), ('rural', 'is_rural'), ('urban', 'not is_rural')
    ] %}
    {% for level, column in levels.items() %}
    select
        edition,
        base_area_type,
        '{{ group }}' as area_group,
        '{{ level }}' as level,
        {{ column }} as level_code,
        people,
        deprived
    from bases
    where {{ condition }} and {{ column }} is not null
    union all
    {% endfor %}
    {% endfor %}
    select
        edition,
        base_area_type,
        'england' as area_group,
        'rural_urban' as level,
        case when is_rural then 'rural' else 'urban' end as level_code,
        people,
        deprived
    from bases
),

whole as (
    select
        edition,
        base_area_type,
        area_group,
        level,
        count(*) as area_count,
        cast(sum(people) as double) as people,
        cast(sum(deprived) as double) as deprived
    from placed
    group by edition, base_area_type, area_group, level
),

levelled as (
    select
        edition,
        base_area_type,
        area_group,
        level,
        level_code,
        cast(sum(people) as double) as people,
        cast(sum(deprived) as double) as deprived
    from placed
    group by edition, base_area_type, area_group, level, level_code
),

between_areas as (
    select
        levelled.edition,
        levelled.base_area_type,
        levelled.area_group,
        levelled.level,
        count(*) as level_area_count,
        sum({{ theil_term('levelled', 'whole', 'whole.deprived') }}) as theil_between
    from levelled
    inner join whole using (edition, base_area_type, area_group, level)
    group by all
),

within_areas as (
    select
        placed.edition,
        placed.base_area_type,
        placed.area_group,
        placed.level,
        sum({{ theil_term('placed', 'whole', 'whole.deprived') }}) as theil_total,
        sum({{ theil_term('placed', 'levelled', 'whole.deprived') }}) as theil_within
    from placed
    inner join levelled using (edition, base_area_type, area_group, level, level_code)
    inner join whole using (edition, base_area_type, area_group, level)
    group by all
)

select
    whole.edition,
    whole.base_area_type,
    whole.area_group,
    whole.level,
    cast(whole.area_count as integer) as area_count,
    cast(between_areas.level_area_count as integer) as level_area_count,
    cast(whole.people as decimal(18, 6)) as population_count,
    cast(whole.deprived as decimal(18, 6)) as income_deprived_count,
    cast(within_areas.theil_total as decimal(18, 9)) as theil_total,
    cast(between_areas.theil_between as decimal(18, 9)) as theil_between,
    cast(within_areas.theil_within as decimal(18, 9)) as theil_within,
    cast(cast(within_areas.theil_within as double) / within_areas.theil_total as decimal(9, 6))
        as within_share
from whole
inner join between_areas using (edition, base_area_type, area_group, level)
inner join within_areas using (edition, base_area_type, area_group, level)
