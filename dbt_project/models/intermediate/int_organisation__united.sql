select
    casc_id as org_id,
    'community amateur sports club' as kind,
    casc_name as org_name,
    case when is_active then 'registered' else 'removed' end as status,
    {{ written_postcode('postcode') }} as postcode,
    'hmrc_cascs' as source_id
from {{ ref('stg_hmrc_cascs__clubs') }}
union all
select
    org_id,
    'community interest company' as kind,
    cast(null as varchar) as org_name,
    'not known' as status,
    cast(null as varchar) as postcode,
    'ukcat_cics' as source_id
from {{ ref('stg_ukcat_cics__companies') }}
