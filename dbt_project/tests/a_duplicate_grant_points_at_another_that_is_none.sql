{{ config(meta={'dagster': {'ref': {'name': 'grants'}}}) }}
select
    repeated.source_id,
    repeated.grant_id
from {{ ref('grants') }} as repeated
left join {{ ref('grants') }} as first_one
    on
        repeated.duplicate_of = first_one.source_id || '/' || first_one.grant_id
        and first_one.is_duplicate is distinct from true
where
    (repeated.duplicate_of is not null)
    != (coalesce(repeated.is_duplicate, false) or coalesce(repeated.is_possible_duplicate, false))
    or (repeated.duplicate_of is not null and first_one.grant_id is null)
