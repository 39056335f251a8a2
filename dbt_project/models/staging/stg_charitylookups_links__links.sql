select
    list_file,
    row_number,
    org_id,
    linked_org_id,
    relationship,
    list_name,
    valid_from
from {{ source('charitylookups_links', 'links') }}
