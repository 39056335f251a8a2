{{ config(meta={'dagster': {'ref': {'name': 'grants'}}}) }}
select
    repeated.source_id,
    repeated.grant_id
from {{ ref('grants') }} as repeated
left join {{ ref('grants') }} as first_one
    on
        repeated.duplicate_of = first_one.source_id || '/' || first_one.grant_id
        and not first_one.is_duplicate
where
    (repeated.duplicate_of is not null) != (repeated.is_duplicate or repeated.is_possible_duplicate)
    or (repeated.duplicate_of is not null and first_one.grant_id is null)
