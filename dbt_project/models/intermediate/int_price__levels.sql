-- What a pound of each financial year is worth in pounds of the base year: the deflator of a
-- financial year is the mean of its four quarters. Years not wholly published have no row.
with quarters as (
    select
        year - if(quarter = 1, 1, 0) as first_year,
        deflator
    from {{ ref('ref_gdp_deflators') }}
),

years as (
    select
        first_year || '-' || right(cast(first_year + 1 as varchar), 2) as financial_year,
        cast(avg(deflator) as decimal(18, 6)) as deflator
    from quarters
    group by first_year
    having count(*) = 4
)

select
    years.financial_year,
    years.deflator,
    bases.financial_year as price_base_year,
    cast(bases.deflator / years.deflator as decimal(18, 9)) as real_factor
from years
cross join years as bases
where bases.financial_year = '2024-25'
