select
    row_number,
    section_code,
    group_code,
    sub_group_code,
    coalesce(sub_group_code, group_code, section_code) as icnptso_code,
    title,
    note
from {{ source('ukcat_icnptso', 'classes') }}
