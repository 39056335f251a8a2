{{ config(meta={'dagster': {'ref': {'name': 'area_profiles'}}}) }}
-- Residents of every kind of area are the same people, and shares of all residents weigh the same
-- whichever way England is cut.
with people as (
    select
        area_type,
        area_code,
        value as residents
    from {{ ref('area_profiles') }}
    where measure = 'residents'
)

select
    profiles.area_type,
    profiles.measure,
    sum(profiles.value * people.residents) / sum(people.residents) as mean,
    max(profiles.england_value) as england_value
from {{ ref('area_profiles') }} as profiles
inner join people
    on profiles.area_type = people.area_type and profiles.area_code = people.area_code
where profiles.measure in ('cooperatives', 'places_library', 'rural_population_share')
group by profiles.area_type, profiles.measure
having
    abs(
        sum(profiles.value * people.residents) / sum(people.residents) - max(profiles.england_value)
    )
    > 0.00001
