-- England and its regions in each measure: as the dataset has them, or else the mean of their
-- MSOAs, by weight, where enough people are covered: England without London is not England. Parts
-- add up to the whole. Sums are of exact decimals.
with placed as (
    select
        valued.measure,
        areas.region_code,
        areas.residents,
        valued.weight,
        cast(valued.value as decimal(27, 9)) as value
    from {{ ref('int_profile__valued') }} as valued
    inner join {{ ref('int_profile__areas') }} as areas
        on valued.area_type = areas.area_type and valued.area_code = areas.area_code
    where valued.area_type = 'msoa_2021' and valued.weight is not null
),

everyone as (
    select
        coalesce(region_code, 'E92000001') as area_code,
        sum(residents) as residents
    from {{ ref('int_profile__areas') }}
    where area_type = 'msoa_2021'
    group by grouping sets ((region_code), ())
),

averaged as (
    select
        measure,
        coalesce(region_code, 'E92000001') as area_code,
        round(cast(sum(value * weight) as double) / cast(sum(weight) as double), 9) as value,
        sum(residents) as covered_residents
    from placed
    group by grouping sets ((measure, region_code), (measure))
    having sum(weight) > 0
),

computed as (
    select
        averaged.measure,
        averaged.area_code,
        averaged.value
    from averaged
    inner join everyone on averaged.area_code = everyone.area_code
    where {{ is_enough('averaged.covered_residents', 'everyone.residents') }}
),

given as (
    select
        measure,
        area_code,
        value
    from {{ ref('int_profile__valued') }}
    where area_type in ('region', 'country')
)

select *
from given
union all
select computed.*
from computed
anti join given
    on computed.measure = given.measure and computed.area_code = given.area_code
