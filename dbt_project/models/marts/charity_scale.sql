select
    'GB-CHC-' || charity_number as org_id,
    scale,
    'charitylookups_scale' as source_id
from {{ ref('stg_charitylookups_scale__charities') }}
order by org_id
