-- Companies House lists no dissolved company; where it is not held, nothing says who exists.
with listed as (
    select count(*) > 0 as is_held
    from {{ ref('stg_companieshouse_cics__companies') }}
)

select
    coalesce(classified.org_id, 'GB-COH-' || companies.company_number) as org_id,
    companies.company_name as org_name,
    case
        when not listed.is_held then 'not known'
        when companies.company_number is null then 'removed'
        else 'registered'
    end as status,
    companies.incorporation_date as registered_date,
    companies.postcode,
    case
        when classified.org_id is null then 'companieshouse_cics'
        else 'ukcat_cics'
    end as source_id
from {{ ref('stg_ukcat_cics__companies') }} as classified
full join {{ ref('stg_companieshouse_cics__companies') }} as companies
    on classified.org_id = 'GB-COH-' || companies.company_number
cross join listed
