select
    record,
    applicant_name,
    funding_source,
    discipline,
    local_authority_name,
    grant_2018_19,
    grant_2019_20,
    grant_2020_21,
    grant_2021_22,
    grant_2018_22,
    cast(grant_2018_22 * 100 as bigint) as amount_pence
from {{ source('ace_portfolio_2018', 'agreements') }}
