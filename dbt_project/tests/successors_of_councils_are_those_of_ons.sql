{{ config(meta={'dagster': {'ref': {'name': 'council_successors'}}}) }}
-- Barnsley and Sheffield were recoded after 2024: ours go back to the codes of 2024.
select
    successors.council_code,
    successors.council_2024_code,
    districts.successor_code
from {{ ref('council_successors') }} as successors
inner join {{ ref('stg_ons_local_authority_codes__districts') }} as districts
    on successors.council_code = districts.district_code
where
    successors.council_2024_code is distinct from districts.successor_code
    and districts.successor_code not in ('E08000038', 'E08000039')
