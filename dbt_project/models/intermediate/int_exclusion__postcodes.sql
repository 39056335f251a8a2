-- Postcodes that the source holds and the dataset leaves out: those of Wales and Scotland.
select
    'postcodes' as dataset,
    count(*) || ' postcodes' as item,
    'country' as area_type,
    country_code as area_code,
    case country_code when 'W92000004' then 'Wales' else 'Scotland' end as area_name,
    'Outside England: the source covers all of Great Britain.' as reason
from {{ ref('stg_os_code_point_open__postcodes') }}
where not {{ is_england('country_code') }}
group by country_code
