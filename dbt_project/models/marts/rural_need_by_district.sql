-- Each edition's LSOAs belong to a district, a region and England; sums of whole numbers and
-- decimals, so that rural and urban add up exactly.
with members as (
    select
        edition,
        unnest([district_type, 'region', 'country']) as area_type,
        unnest([district_code, region_code, 'E92000001']) as area_code,
        is_rural,
        imd_decile,
        population,
        income_deprived_count
    from {{ ref('int_rural__lsoas') }}
),

summed as (
    select
        edition,
        area_type,
        area_code,
        count(*) as lsoa_count,
        count(*) filter (where is_rural) as rural_lsoa_count,
        count(*) filter (where imd_decile = 1) as worst_tenth_lsoa_count,
        count(*) filter (where imd_decile = 1 and is_rural) as rural_worst_tenth_lsoa_count,
        sum(population) as population_count,
        coalesce(sum(population) filter (where is_rural), 0) as rural_population_count,
        sum(income_deprived_count) as income_deprived_count,
        coalesce(sum(income_deprived_count) filter (where is_rural), 0)
            as rural_income_deprived_count,
        coalesce(sum(income_deprived_count) filter (where not is_rural), 0)
            as urban_income_deprived_count,
        coalesce(sum(income_deprived_count) filter (where is_rural and imd_decile = 1), 0)
            as rural_in_worst_tenth,
        coalesce(sum(income_deprived_count) filter (where not is_rural and imd_decile = 1), 0)
            as urban_in_worst_tenth,
        coalesce(sum(income_deprived_count) filter (where is_rural and imd_decile > 3), 0)
            as rural_beyond_worst_three,
        coalesce(sum(income_deprived_count) filter (where not is_rural and imd_decile > 3), 0)
            as urban_beyond_worst_three
    from members
    group by edition, area_type, area_code
)

select
    summed.edition,
    summed.area_type,
    summed.area_code,
    areas.area_name,
    cast(summed.lsoa_count as integer) as lsoa_count,
    cast(summed.rural_lsoa_count as integer) as rural_lsoa_count,
    cast(summed.worst_tenth_lsoa_count as integer) as worst_tenth_lsoa_count,
    cast(summed.rural_worst_tenth_lsoa_count as integer) as rural_worst_tenth_lsoa_count,
    cast(summed.population_count as bigint) as population_count,
    cast(summed.rural_population_count as bigint) as rural_population_count,
    cast(summed.income_deprived_count as decimal(18, 6)) as income_deprived_count,
    cast(summed.rural_income_deprived_count as decimal(18, 6)) as rural_income_deprived_count,
    {% for numerator, denominator, name in [
        ('rural_lsoa_count', 'lsoa_count', 'rural_lsoa_share'),
        ('rural_population_count', 'population_count', 'rural_population_share'),
        ('rural_income_deprived_count', 'income_deprived_count', 'rural_need_share'),
        ('rural_worst_tenth_lsoa_count', 'worst_tenth_lsoa_count', 'rural_worst_tenth_share'),
        ('income_deprived_count', 'population_count', 'income_deprived_share'),
        (
            'rural_income_deprived_count', 'rural_population_count',
            'rural_income_deprived_share'
        ),
        ('rural_in_worst_tenth', 'rural_income_deprived_count', 'rural_seen_share'),
        ('urban_in_worst_tenth', 'urban_income_deprived_count', 'urban_seen_share'),
        (
            'rural_beyond_worst_three', 'rural_income_deprived_count',
            'rural_beyond_worst_three_share'
        ),
        (
            'urban_beyond_worst_three', 'urban_income_deprived_count',
            'urban_beyond_worst_three_share'
        ),
    ] %}
cast(
    cast(summed.{{ numerator }} as double) / nullif(summed.{{ denominator }}, 0)
    as decimal(9, 6)
) as {{ name }}{% if not loop.last %},{% endif %}
{% endfor %}
from summed
left join {{ ref('areas') }} as areas
    on summed.area_type = areas.area_type and summed.area_code = areas.area_code
