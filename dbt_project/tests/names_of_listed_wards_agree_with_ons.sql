{{ config(meta={'dagster': {'ref': {'name': 'published_left_behind_wards'}}}) }}
select
    listed.ward_2017_code,
    listed.ward_2017_name,
    wards.area_name
from {{ ref('published_left_behind_wards') }} as listed
inner join {{ ref('areas') }} as wards
    on wards.area_type = 'ward_2017' and listed.ward_2017_code = wards.area_code
where listed.ward_2017_name != wards.area_name
