-- Theil's T of income deprivation: sum of s ln(s / p), where s and p are an area's shares of the
-- people in income deprivation and of all people. Total, between and within are each computed of
-- themselves.
with bases as (
    select
        edition,
        lsoa_type as base_area_type,
        null as lsoa,
        msoa,
        district_code,
        region_code,
        is_rural,
        population_basis,
        cast(population as decimal(18, 6)) as people,
        income_deprived_count as deprived
    from {{ ref('int_rural__lsoas') }}
    union all
    select
        lsoas.edition,
        'oa_2021' as base_area_type,
        lsoas.lsoa_code as lsoa,
        lsoas.msoa,
        lsoas.district_code,
        lsoas.region_code,
        lsoas.is_rural,
        'those of the LSOA, shared out by households' as population_basis,
        cast(output_areas.population_millionths * 0.000001 as decimal(18, 6)) as people,
        cast(output_areas.income_deprived_millionths * 0.000001 as decimal(18, 6)) as deprived
    from {{ ref('int_output_area__deprived') }} as output_areas
    inner join {{ ref('int_rural__modelled') }} as modelled
        on output_areas.oa_2021_code = modelled.area_code and modelled.area_type = 'oa_2021'
    inner join {{ ref('int_rural__lsoas') }} as lsoas
        on modelled.lsoa_2021_code = lsoas.lsoa_code and lsoas.edition = 'iod_2025'
),

grouped as (
    select
        *,
        unnest(['england', case when is_rural then 'rural' else 'urban' end]) as area_group
    from bases
),

levelled as (
    select
        edition,
        base_area_type,
        area_group,
        population_basis,
        people,
        deprived,
        unnest(['lsoa', 'msoa', 'district', 'region', 'rural_urban']) as level,
        unnest([
            lsoa,
            msoa,
            district_code,
            region_code,
            case when area_group = 'england' then cast(is_rural as varchar) end
        ]) as level_code
    from grouped
),

larger as (
    select
        edition,
        base_area_type,
        area_group,
        level,
        level_code,
        cast(sum(people) as double) as larger_people,
        cast(sum(deprived) as double) as larger_deprived
    from levelled
    where level_code is not null
    group by edition, base_area_type, area_group, level, level_code
),

whole as (
    select
        edition,
        base_area_type,
        area_group,
        level,
        count(*) as area_count,
        count(distinct level_code) as level_area_count,
        string_agg(distinct population_basis, '; ' order by population_basis) as population_basis,
        sum(people) as all_people,
        sum(deprived) as all_deprived
    from levelled
    where level_code is not null
    group by edition, base_area_type, area_group, level
),

terms as (
    select
        whole.*,
        levelled.people,
        levelled.deprived,
        levelled.deprived / whole.all_deprived as weight,
        larger.larger_people,
        larger.larger_deprived
    from levelled
    inner join larger
        on
            levelled.edition = larger.edition
            and levelled.base_area_type = larger.base_area_type
            and levelled.area_group = larger.area_group
            and levelled.level = larger.level
            and levelled.level_code = larger.level_code
    inner join whole
        on
            levelled.edition = whole.edition
            and levelled.base_area_type = whole.base_area_type
            and levelled.area_group = whole.area_group
            and levelled.level = whole.level
),

theil as (
    select
        edition,
        base_area_type,
        area_group,
        level,
        area_count,
        level_area_count,
        population_basis,
        all_people,
        all_deprived,
        sum({{ theil_term('weight', 'deprived', 'people', 'all_deprived', 'all_people') }})
            as theil_total,
        sum({{
            theil_term('weight', 'larger_deprived', 'larger_people', 'all_deprived', 'all_people')
        }}) as theil_between,
        sum({{ theil_term('weight', 'deprived', 'people', 'larger_deprived', 'larger_people') }})
            as theil_within
    from terms
    group by all
)

select
    edition,
    base_area_type,
    area_group,
    level,
    cast(area_count as integer) as area_count,
    cast(level_area_count as integer) as level_area_count,
    cast(all_people as decimal(18, 6)) as population_count,
    population_basis,
    cast(all_deprived as decimal(18, 6)) as income_deprived_count,
    cast(theil_total as decimal(18, 9)) as theil_total,
    cast(theil_between as decimal(18, 9)) as theil_between,
    cast(theil_within as decimal(18, 9)) as theil_within,
    cast(cast(theil_within as double) / nullif(theil_total, 0) as decimal(9, 6)) as within_share
from theil
