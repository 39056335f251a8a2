{{ config(meta={'dagster': {'ref': {'name': 'community_organisations'}}}) }}
select org_id
from {{ ref('community_organisations') }}
where
    (postcode is not null) != (postcode_status = 'published')
    or (postcode is not null and (kind = 'community amateur sports club' or status != 'registered'))
