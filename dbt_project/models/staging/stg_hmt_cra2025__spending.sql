select
    {{ public_spending_columns() }},
    organisation_name,
    allocated_by,
    spending_2020_21,
    spending_2021_22,
    spending_2022_23,
    spending_2023_24,
    spending_2024_25
from {{ source('hmt_cra2025', 'spending') }}
