select
    list_id,
    list_row_number,
    org_id,
    linked_org_id,
    relation,
    case
        when org_id is null or linked_org_id is null then 'one id missing'
        when org_id = linked_org_id then 'same id'
        when
            row_number() over (
                partition by list_id, org_id, linked_org_id
                order by list_row_number
            ) > 1
            then 'repeat'
        else 'link'
    end as status,
    valid_from as registered_date,
    source_id
from {{ ref('int_organisation__listed_links') }}
order by list_id, list_row_number
