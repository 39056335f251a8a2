-- Every count of residents of a region or nation that is held, by year.
with councils as (
    unpivot {{ ref('stg_ons_council_population__councils') }}
    on columns('^residents_') into name estimate value residents
),

held as (
    select
        areas.area_code,
        'mid-year' as population_kind,
        cast(right(councils.estimate, 4) as integer) as population_year,
        sum(councils.residents) as population_count
    from councils
    inner join {{ ref('ref_spending_areas') }} as areas
        on lower(councils.region_name) = areas.region_key
    group by all
    union all
    select
        areas.area_code,
        'financial year' as population_kind,
        cast(left(combined.financial_year, 4) as integer) as population_year,
        max(combined.population) as population_count
    from {{ ref('stg_hmt_pesa_combined__spending') }} as combined
    inner join {{ ref('ref_spending_areas') }} as areas
        on lower(combined.area_name) = areas.region_key
    where combined.population > 0
    group by all
    union all
    select
        area_code,
        'census' as population_kind,
        2021 as population_year,
        population_2021_count as population_count
    from {{ ref('areas') }}
    where area_type = 'region' and population_2021_count is not null
)

select
    area_code,
    population_kind,
    population_year,
    cast(population_count as bigint) as population_count,
    case population_kind
        when
            'mid-year'
            then 'residents of mid-' || population_year || ' (ONS, as revised after Census 2021)'
        when 'financial year'
            then 'residents as in the combined PESA file'
        else 'usual residents of Census 2021'
    end as population_basis
from held
