-- What a pound of each financial or calendar year is worth in 2024-25. The deflator of a calendar
-- year is the mean of its four quarters; the base is that of int_price__levels.
with calendar as (
    select
        cast(year as varchar) as year_label,
        cast(avg(deflator) as decimal(18, 6)) as deflator
    from {{ ref('ref_gdp_deflators') }}
    group by year
    having count(*) = 4
)

select
    'financial year' as year_kind,
    financial_year as year_label,
    price_base_year,
    real_factor
from {{ ref('int_price__levels') }}
union all
select
    'calendar year' as year_kind,
    calendar.year_label,
    bases.price_base_year,
    cast(bases.deflator / calendar.deflator as decimal(18, 9)) as real_factor
from calendar
cross join {{ ref('int_price__levels') }} as bases
where bases.financial_year = bases.price_base_year
