-- Councils as finance files name them, by the publisher's own code, with the latest ONS code each
-- has had there. Police, fire, waste, transport and park authorities are no councils.
with named as (
    select
        lgf_code,
        ons_code,
        name,
        {{ authority_class('class') }} as authority_class,
        financial_year
    from {{ ref('int_capital_outturn__lined') }}
    where not is_total
)

select
    lgf_code,
    max_by(ons_code, financial_year) filter (where ons_code like 'E%') as ons_code,
    max_by(name, financial_year || name) as council_name,
    string_agg(distinct name, '; ' order by name) as names,
    max_by(authority_class, financial_year) as authority_class,
    min(financial_year) as first_year,
    max(financial_year) as last_year
from named
where authority_class != 'other authority'
group by lgf_code
