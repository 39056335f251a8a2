select
    msoa_2011_code,
    financial_year_ending,
    net_income_after_housing_costs_gbp
from {{ source('ons_msoa_income', 'estimates') }}
