{{ config(meta={'dagster': {'ref': {'name': 'community_organisations'}}}) }}
-- Where no list of classes is held, no class can be looked up.
select
    org_id,
    icnptso_code
from {{ ref('community_organisations') }}
where
    icnptso_code is not null
    and icnptso_name is null
    and exists (select 1 from {{ ref('stg_ukcat_icnptso__classes') }})
