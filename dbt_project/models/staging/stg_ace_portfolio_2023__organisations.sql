select
    record,
    applicant_name,
    discipline,
    local_authority_name,
    annual_2022_23,
    annual_2023_26,
    cast(annual_2022_23 * 100 as bigint) as pence_2022_23,
    cast(annual_2023_26 * 100 as bigint) as annual_pence_2023_26
from {{ source('ace_portfolio_2023', 'organisations') }}
