select
    row_number,
    area_type,
    area_name,
    gss_code,
    iso_3166_1_code,
    iso_3166_1_alpha_3_code,
    iso_3166_2_code,
    continent_code
from {{ source('charitylookups_areas', 'areas') }}
