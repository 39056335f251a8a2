-- The ranking of the rural index from which the draws depart: every choice as published.
{{ config(materialized='view') }}

select
    'lsoa_2021' as area_type,
    lsoa_2021_code as area_code,
    'default' as index_variant,
    true as is_default,
    index_rank as default_rank,
    cast({{ most_deprived_count('count(*) over ()') }} as bigint) as worst_tenth_count
from {{ ref('int_rural__index') }}
