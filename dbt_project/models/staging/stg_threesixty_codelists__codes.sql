select
    code_list,
    code,
    title,
    description
from {{ source('threesixty_codelists', 'codes') }}
