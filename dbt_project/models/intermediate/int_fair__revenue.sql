-- Net revenue expenditure of each council, budgeted for the last year held: revenue expenditure
-- less specific and special grants inside aggregate external finance.
select
    case when authority_class = 'shire county' then 'county' else 'district_2024' end as area_type,
    council_2024_code as area_code,
    max(council_2024_name) as area_name,
    financial_year,
    sum(amount_gbp) as net_revenue_gbp
from {{ ref('council_finance') }}
where
    statement = 'revenue account budget'
    and line in ('ra_900', 'ra_904')
    and council_2024_code is not null
group by authority_class, council_2024_code, financial_year
having count(amount_gbp) = count(*) and count(*) % 2 = 0
qualify financial_year = max(financial_year) over ()
