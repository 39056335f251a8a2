select
    row_number,
    organisation_number,
    charity_number,
    year_start_date,
    year_end_date,
    income,
    expenditure,
    suppression
from {{ source('ccew_annual_returns', 'returns') }}
