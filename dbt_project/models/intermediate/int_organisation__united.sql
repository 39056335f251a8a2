select
    casc_id as org_id,
    'community amateur sports club' as kind,
    casc_name as org_name,
    null as legal_form,
    case when is_active then 'registered' else 'removed' end as status,
    cast(null as date) as registered_date,
    cast(null as date) as removed_date,
    null as sector,
    cast(null as decimal(18, 2)) as latest_income_gbp,
    cast(null as date) as latest_year_end_date,
    postcode,
    'hmrc_cascs' as source_id
from {{ ref('stg_hmrc_cascs__clubs') }}
union all by name
select
    org_id,
    'community interest company' as kind,
    org_name,
    status,
    registered_date,
    postcode,
    source_id
from {{ ref('int_organisation__companies') }}
union all by name
select
    org_id,
    kind,
    org_name,
    legal_form,
    status,
    registered_date,
    removed_date,
    latest_income_gbp,
    latest_year_end_date,
    postcode,
    'ccew_charities' as source_id
from {{ ref('int_organisation__charities') }}
union all by name
select
    org_id,
    'co-operative' as kind,
    org_name,
    legal_form,
    status,
    sector,
    postcode,
    'coopsuk_organisations' as source_id
from {{ ref('int_organisation__cooperatives') }}
union all by name
select
    org_id,
    'registered society' as kind,
    org_name,
    legal_form,
    status,
    registered_date,
    removed_date,
    postcode,
    'fca_societies' as source_id
from {{ ref('int_organisation__societies') }}
