-- Public spending by region, function and kind in every edition held, in pounds of the day.
--
-- The combined tables have the years before the databases, for the regions of England only: from
-- 2004-05 their nations stand twice.
with pesa as (
    select
        financial_year,
        area_name,
        replace(
            regexp_replace(function_name, '^(\d+)\. .* - of which: ', '\1. of which: '),
            'agriculture, forestry, fishing and hunting',
            'agriculture, fisheries and forestry'
        ) as function_name,
        capital_or_current,
        value
    from {{ ref('stg_hmt_pesa_combined__spending') }}
    where financial_year < '2009-10' and starts_with(area_code, 'UK')
),

united as (
    select
        edition,
        financial_year,
        area_code,
        function_name,
        kind,
        is_identifiable,
        amount_gbp,
        source_id
    from {{ ref('public_spending') }}
    union all
    select
        'PESA combined' as edition,
        pesa.financial_year,
        areas.area_code,
        pesa.function_name,
        if(pesa.capital_or_current = 'CAP', 'capital', 'current') as kind,
        true as is_identifiable,
        pesa.value as amount_gbp,
        'hmt_pesa_combined' as source_id
    from pesa
    inner join {{ ref('ref_spending_areas') }} as areas
        on lower(pesa.area_name) = areas.region_key
    where starts_with(areas.area_code, 'E12') and pesa.value is not null
    union all
    select
        'ONS research and development' as edition,
        cast(left(period, 4) as integer) || '-'
        || lpad(cast((cast(left(period, 4) as integer) + 1) % 100 as varchar), 2, '0')
            as financial_year,
        area_code,
        'Public-funded research and development' as function_name,
        'all' as kind,
        true as is_identifiable,
        cast(observation as decimal(38, 9)) * 1000000 as amount_gbp,
        'ons_els_research_and_development_public_funded' as source_id
    from {{ ref('stg_ons_els_research_and_development_public_funded__observations') }}
    where left(area_code, 3) in ('E12', 'S92', 'W92', 'N92') and observation is not null
)

select
    edition,
    financial_year,
    area_code,
    function_name,
    case
        when function_name = '4. of which: transport' then 'transport'
        when function_name = '4. of which: science and technology' then 'science and technology'
        when kind = 'all' then 'research and development'
        else 'other'
    end as function_group,
    kind,
    is_identifiable,
    cast(sum(amount_gbp) as decimal(18, 2)) as amount_gbp,
    min(source_id) as source_id
from united
group by all
