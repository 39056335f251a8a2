-- What the draws are made with: the seed param_simulation, with fewer draws in a scaled-down demo.
{{ config(materialized='view') }}

select
    parameter,
    case
        when
            parameter in ('draws', 'draws_of_other_variants', 'factor_samples')
            and not {{ env_var('LBN_WHOLE', 'true') }}
            then least(value, {{ simulation_param('draws_of_a_scaled_demo') }})
        else value
    end as value
from {{ ref('param_simulation') }}
