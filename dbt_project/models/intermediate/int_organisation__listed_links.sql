select
    regexp_replace(list_file, '\.csv$', '') as list_id,
    cast(row_number as bigint) as list_row_number,
    org_id,
    linked_org_id,
    case regexp_replace(list_file, '\.csv$', '')
        when 'ccew-register-of-mergers' then 'merged into'
        when 'charity-reregistrations' then 'registered again as'
        when '_parent' then 'parent of'
        when 'oxbridge-charity-numbers' then 'parent of'
        else 'same organisation'
    end as relation,
    valid_from,
    'charitylookups_links' as source_id
from {{ ref('stg_charitylookups_links__links') }}
union all
select
    'casc_company_house' as list_id,
    row_number() over (order by casc_id, company_org_id) as list_row_number,
    casc_id as org_id,
    company_org_id as linked_org_id,
    'same name' as relation,
    cast(null as date) as valid_from,
    'hmrc_casc_companies' as source_id
from {{ ref('stg_hmrc_casc_companies__matches') }}
union all
select
    'coopsuk_organisations' as list_id,
    row_number() over (order by org_id) as list_row_number,
    org_id,
    'GB-COH-' || case
        when regexp_full_match(company_number, '[0-9]+') then lpad(company_number, 8, '0')
        else company_number
    end as linked_org_id,
    'same organisation' as relation,
    cast(null as date) as valid_from,
    'coopsuk_organisations' as source_id
from {{ ref('int_organisation__cooperatives') }}
where company_number is not null
union all
select
    'ccew_charities' as list_id,
    row_number() over (order by org_id) as list_row_number,
    org_id,
    'GB-COH-' || lpad(company_number, 8, '0') as linked_org_id,
    'same organisation' as relation,
    cast(null as date) as valid_from,
    'ccew_charities' as source_id
from {{ ref('int_organisation__charities') }}
where company_number is not null
