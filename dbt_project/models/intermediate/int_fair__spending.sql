-- Identifiable capital spending per head of each region of England and year, in pounds of the year:
-- the edition of 2018 where there are two, over the residents of the Treasury's combined file.
with spent as (
    select
        financial_year,
        area_code as region_code,
        sum(amount_gbp) as amount_gbp
    from {{ ref('public_spending') }}
    where kind = 'capital' and is_identifiable and starts_with(area_code, 'E12')
    group by edition, financial_year, area_code
    qualify edition = max(edition) over (partition by financial_year)
),

residents as (
    select
        pesa.financial_year,
        areas.area_code as region_code,
        max(pesa.population) as residents
    from {{ ref('stg_hmt_pesa_combined__spending') }} as pesa
    inner join {{ ref('ref_spending_areas') }} as areas
        on lower(pesa.area_name) in (lower(areas.area_name), areas.region_key)
    where starts_with(areas.area_code, 'E12')
    group by all
)

select
    spent.region_code,
    spent.financial_year,
    spent.amount_gbp,
    residents.residents,
    cast(
        round(cast(spent.amount_gbp as double) / residents.residents, 9) as decimal(18, 9)
    ) as capital_per_head,
    cast(
        round(
            cast(spent.amount_gbp as double) * levels.real_factor / residents.residents, 9
        ) as decimal(18, 9)
    ) as capital_per_head_real
from spent
inner join residents
    on
        spent.region_code = residents.region_code
        and spent.financial_year = residents.financial_year
left join {{ ref('int_price__levels') }} as levels
    on spent.financial_year = levels.financial_year
