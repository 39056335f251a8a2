-- `shared` is what benefits no one area, for each resident of the United Kingdom.
with kingdom as (
    select
        financial_year,
        sum(population_count) as population_count
    from {{ ref('int_invest__denominators') }}
    where
        population_choice = 'nearest'
        and left(area_code, 3) in ('E12', 'S92', 'W92', 'N92')
    group by financial_year
    having count(*) = 12
),

shared as (
    select
        summed.edition,
        summed.financial_year,
        summed.function_name,
        summed.kind,
        summed.amount_gbp / kingdom.population_count as per_head
    from {{ ref('int_invest__summed') }} as summed
    inner join kingdom on summed.financial_year = kingdom.financial_year
    where not summed.is_identifiable
)

select
    summed.edition,
    summed.financial_year,
    summed.area_type,
    summed.area_code,
    summed.area_name,
    summed.function_name,
    summed.function_group,
    summed.kind,
    summed.is_identifiable,
    summed.amount_gbp,
    cast(cast(summed.amount_gbp as decimal(28, 2)) * prices.real_factor as decimal(18, 2))
        as amount_gbp_real,
    cast('2024-25' as varchar) as price_base_year,
    residents.population_count,
    residents.population_year,
    residents.population_basis,
    cast(summed.amount_gbp / residents.population_count as decimal(18, 2)) as per_head_gbp,
    cast(
        cast(summed.amount_gbp as decimal(28, 2)) * prices.real_factor
        / residents.population_count as decimal(18, 2)
    ) as per_head_gbp_real,
    cast(
        if(
            starts_with(summed.edition, 'CRA'),
            summed.amount_gbp / residents.population_count + coalesce(shared.per_head, 0),
            null
        ) as decimal(18, 2)
    ) as all_per_head_gbp,
    case
        when summed.area_type = 'no area' then 'no residents to divide by'
        when residents.population_count is null then 'no count of residents is held'
        when prices.real_factor is null then 'no price level of the year is held'
        else 'held'
    end as status,
    summed.source_id
from {{ ref('int_invest__summed') }} as summed
left join {{ ref('int_price__levels') }} as prices
    on summed.financial_year = prices.financial_year
left join {{ ref('int_invest__denominators') }} as residents
    on
        summed.financial_year = residents.financial_year
        and summed.area_code = residents.area_code
        and residents.population_choice = 'nearest'
left join shared
    on
        summed.edition = shared.edition
        and summed.financial_year = shared.financial_year
        and summed.function_name = shared.function_name
        and summed.kind = shared.kind
