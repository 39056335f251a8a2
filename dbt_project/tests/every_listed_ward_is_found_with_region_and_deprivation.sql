{{ config(meta={'dagster': {'ref': {'name': 'published_left_behind_wards'}}}) }}
select
    listed.ward_2017_code,
    listed.ward_2017_name
from {{ ref('stg_ocsi_left_behind_wards__wards') }} as listed
left join {{ ref('published_left_behind_wards') }} as found
    on listed.ward_2017_code = found.ward_2017_code
where
    found.region_code is null
    or found.iod_2019_average_score is null
    or found.iod_2025_average_score is null
