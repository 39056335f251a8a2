with newest as (
    select max(issue_file) as issue_file
    from {{ ref('stg_coopsuk_organisations__organisations') }}
)

select
    'GB-COOPSUK-' || listed.coop_id as org_id,
    listed.coop_name as org_name,
    listed.legal_form,
    case
        when listed.issue_file = newest.issue_file then 'registered'
        else 'removed'
    end as status,
    listed.sector,
    listed.postcode,
    listed.company_number
from {{ ref('stg_coopsuk_organisations__organisations') }} as listed
cross join newest
qualify row_number() over (partition by listed.coop_id order by listed.issue_file desc) = 1
