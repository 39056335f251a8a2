select
    'GB-MPR-' || society_number as org_id,
    society_name as org_name,
    registered_as as legal_form,
    case when status = 'Deregistered' then 'removed' else 'registered' end as status,
    registration_date as registered_date,
    deregistration_date as removed_date,
    postcode
from {{ ref('stg_fca_societies__societies') }}
qualify row_number() over (partition by society_number order by cast(row_number as bigint)) = 1
