-- Beside each area's scores, what they should not be doubles of: deprivation and density.
with deprived as (
    select
        members.area_type,
        members.area_code,
        {{ summed_exactly('deprivation.score', 'members.people') }}
        / {{ summed_exactly('1', 'members.people') }} as imd_score
    from {{ ref('int_need__members') }} as members
    inner join {{ ref('deprivation') }} as deprivation
        on
            members.lsoa_2021_code = deprivation.lsoa_code
            and deprivation.edition = 'iod_2025'
            and deprivation.domain = 'imd'
    group by members.area_type, members.area_code
),

-- An LSOA of 2021 that was cut from one of 2011 has its density; one that joins several, the mean.
lsoa_densities as (
    select
        overlap.lsoa_2021_code,
        {{ summed_exactly('density.people_per_square_kilometre', 'overlap.shared_residents') }}
        / {{ summed_exactly('1', 'overlap.shared_residents') }} as people_per_square_kilometre
    from {{ ref('int_lsoa__overlap') }} as overlap
    inner join {{ ref('stg_ons_population_density18_lsoa11__lsoas') }} as density
        on overlap.lsoa_2011_code = density.lsoa_2011_code
    where overlap.shared_residents > 0
    group by overlap.lsoa_2021_code
),

dense as (
    select
        members.area_type,
        members.area_code,
        ln(
            {{ summed_exactly('densities.people_per_square_kilometre', 'members.people') }}
            / {{ summed_exactly('1', 'members.people') }}
        ) as log_density
    from {{ ref('int_need__members') }} as members
    inner join lsoa_densities as densities on members.lsoa_2021_code = densities.lsoa_2021_code
    where densities.people_per_square_kilometre > 0
    group by members.area_type, members.area_code
),

scored as (
    select
        area_type,
        area_code,
        {% for domain in need_domains() %}
        max(domain_score) filter (where domain = '{{ domain }}') as {{ domain }},
        {% endfor %}
        {{ summed_exactly('transformed_score', '1') }} as index
    from {{ ref('int_need__domains') }}
    where index_variant = 'without_grants'
    group by area_type, area_code
)

select
    areas.area_type,
    areas.area_code,
    areas.district_2024_code,
    areas.people,
    scored.* exclude (area_type, area_code),
    deprived.imd_score as deprivation,
    dense.log_density as density
from {{ ref('int_need__areas') }} as areas
inner join scored on areas.area_type = scored.area_type and areas.area_code = scored.area_code
left join deprived
    on areas.area_type = deprived.area_type and areas.area_code = deprived.area_code
left join dense on areas.area_type = dense.area_type and areas.area_code = dense.area_code
