-- What areas are compared by: shares of Census 2021, how densely people live, and how rural.
with measured as (
    select
        area_type,
        area_code,
        indicator as dimension,
        cast(
            round(cast(numerator as double) / denominator, 6) as decimal(18, 6)
        ) as value
    from {{ ref('int_profile__census') }}
    where denominator > 0
    union all
    select
        members.area_type,
        members.area_code,
        'people_per_square_kilometre_log' as dimension,
        cast(
            round(
                ln(
                    sum(residents.usual_residents)
                    / cast(
                        sum(cast(st_area(bounded.boundary) as decimal(18, 1))) / 1000000 as double
                    )
                ),
                6
            ) as decimal(18, 6)
        ) as value
    from {{ ref('int_profile__members') }} as members
    inner join {{ ref('int_lsoa_2021__bounded') }} as bounded
        on members.lsoa_2021_code = bounded.lsoa_2021_code
    inner join {{ ref('stg_ons_census21_residents__lsoas') }} as residents
        on members.lsoa_2021_code = residents.lsoa_2021_code
    group by members.area_type, members.area_code
    union all
    select
        area_type,
        area_code,
        'rural_population_share' as dimension,
        cast(round(rural_population_share, 6) as decimal(18, 6)) as value
    from {{ ref('areas') }}
    where
        list_contains({{ profiled_area_types() }}, area_type)
        and rural_population_share is not null
)

select measured.*
from measured
inner join {{ ref('param_similarity') }} as dimensions
    on measured.dimension = dimensions.dimension
