select
    {{ public_spending_columns() }},
    spending_2009_10,
    spending_2010_11,
    spending_2011_12,
    spending_2012_13,
    spending_2013_14
from {{ source('hmt_cra2014', 'spending') }}
