{{ config(meta={'dagster': {'ref': {'name': 'area_lookup'}}}) }}
select
    from_area_type,
    from_area_code,
    sum(weight) as total
from {{ ref('area_lookup') }}
where to_area_type = 'combined_authority_2023'
group by from_area_type, from_area_code
having sum(weight) > 1 + 1e-12
