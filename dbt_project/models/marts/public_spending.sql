with named as (
    select
        *,
        lower(regexp_replace(region_name, '^ENGLAND_', '')) as region_key,
        -- The publisher writes some functions in capitals in some rows.
        case upper(function_name)
            when '10. SOCIAL PROTECTION' then '10. Social protection'
            when 'EU TRANSACTIONS' then 'EU transactions'
            else function_name
        end as function_title
    from {{ ref('int_public_spending__united') }}
)

select
    named.edition,
    named.financial_year,
    areas.area_code,
    areas.area_name,
    named.function_title as function_name,
    named.subfunction_name,
    case named.capital_or_current when 'CAP' then 'capital' else 'current' end as kind,
    named.identifiable = 'ID' as is_identifiable,
    cast(sum(named.thousand_gbp) * 1000 as decimal(18, 2)) as amount_gbp,
    count(*) as record_count,
    min(named.source_id) as source_id
from named
left join {{ ref('ref_spending_areas') }} as areas
    on named.region_key = areas.region_key
group by all
