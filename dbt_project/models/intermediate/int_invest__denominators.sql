-- The residents that spending of a year is divided by, under each choice of who they are.
--
-- `nearest` is the count nearest to the start of the financial year, of those of one year the
-- mid-year estimate; `financial year` is the combined PESA file's own.
with dated as (
    select
        years.financial_year,
        populations.*,
        abs(populations.population_year - cast(left(years.financial_year, 4) as integer))
            as distance
    from (select distinct financial_year from {{ ref('int_invest__spending') }}) as years
    cross join {{ ref('int_invest__populations') }} as populations
),

nearest as (
    select
        * replace ('nearest' as population_kind),
        if(
            distance = 0, '', ', the nearest held to ' || financial_year
        ) as remark
    from dated
    qualify
        row_number() over (
            partition by financial_year, area_code
            order by
                distance,
                case population_kind when 'mid-year' then 1 when 'financial year' then 2 else 3 end,
                population_year
        ) = 1
),

chosen as (
    select * from nearest
    union all
    select
        *,
        '' as remark
    from dated
    where population_kind = 'financial year' and distance = 0
),

members as (
    select
        *,
        count(*) over (partition by area_code) as member_count
    from {{ ref('int_invest__areas') }}
)

select
    chosen.financial_year,
    chosen.population_kind as population_choice,
    members.area_code,
    min(chosen.population_year) as population_year,
    cast(sum(chosen.population_count) as bigint) as population_count,
    min(chosen.population_basis || chosen.remark) as population_basis
from chosen
inner join members on chosen.area_code = members.member_code
group by chosen.financial_year, chosen.population_kind, members.area_code, members.member_count
-- A group of regions has residents only where each of its regions has.
having count(*) = members.member_count
