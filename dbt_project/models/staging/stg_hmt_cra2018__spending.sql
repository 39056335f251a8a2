select
    {{ public_spending_columns() }},
    organisation_name,
    allocated_by,
    spending_2013_14,
    spending_2014_15,
    spending_2015_16,
    spending_2016_17,
    spending_2017_18
from {{ source('hmt_cra2018', 'spending') }}
