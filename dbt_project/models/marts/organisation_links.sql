select
    list_id,
    list_row_number,
    org_id,
    linked_org_id,
    relation,
    case
        when
            org_id is null or linked_org_id is null
            -- A number of noughts only stands for an organisation that is in no register.
            or regexp_matches(org_id, '-0+$') or regexp_matches(linked_org_id, '-0+$')
            then 'one id missing'
        when org_id = linked_org_id then 'same id'
        when
            row_number() over (
                partition by list_id, org_id, linked_org_id
                order by list_row_number
            ) > 1
            then 'repeat'
        when relation = 'same name' then 'possible link'
        else 'link'
    end as status,
    valid_from as registered_date,
    source_id
from {{ ref('int_organisation__listed_links') }}
order by list_id, list_row_number
