{{ config(meta={'dagster': {'ref': {'name': 'left_behind_neighbourhoods'}}}) }}
select
    listed.ward_2017_code,
    listed.ward_2017_name
from {{ ref('stg_ocsi_left_behind_wards__wards') }} as listed
left join {{ ref('left_behind_neighbourhoods') }} as found
    on listed.ward_2017_code = found.ward_2017_code
where
    found.region_code is null
    or found.iod_2019_average_score is null
    or found.iod_2025_average_score is null
