-- Who receipts are told of: the councils of 2024, and the bodies that no council of 2024 succeeds
-- (police, fire, transport; counties that were split), with their residents where they have ground.
with grounds as (
    select
        area_code as body_code,
        parent_area_code as region_code,
        parent_area_name as region_name,
        cast(population_2021_count as bigint) as resident_count
    from {{ ref('areas') }}
    where
        area_type = 'district_2024'
        or (area_type = 'upper_tier_2023' and starts_with(area_code, 'E10'))
),

-- One code may have two names in a year: the later year's, then the last in the alphabet.
bodies as (
    select
        coalesce(council_2024_code, authority_code) as body_code,
        max_by(
            coalesce(council_2024_name, authority_name),
            financial_year || authority_code || authority_name
        ) as body_name,
        case
            when max(council_2024_code) is not null then 'council'
            when max(authority_class) = 'shire county' then 'split county'
            else 'other authority'
        end as body_kind,
        max(council_2024_code) as council_2024_code
    from {{ ref('int_receipt__reported') }}
    group by all
)

select
    bodies.body_code,
    bodies.body_name,
    bodies.body_kind,
    case
        when bodies.body_kind != 'council' then bodies.body_kind
        when starts_with(bodies.body_code, 'E06') then 'unitary authority'
        when starts_with(bodies.body_code, 'E07') then 'shire district'
        when starts_with(bodies.body_code, 'E08') then 'metropolitan district'
        when starts_with(bodies.body_code, 'E09') then 'london borough'
        else 'shire county'
    end as authority_class,
    coalesce(grounds.region_code, 'unplaced') as region_code,
    coalesce(grounds.region_name, 'Not placed in a region') as region_name,
    grounds.resident_count
from bodies
left join grounds on bodies.council_2024_code = grounds.body_code
