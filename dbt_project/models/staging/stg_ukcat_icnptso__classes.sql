select
    coalesce(sub_group_code, group_code, section_code) as icnptso_code,
    section_code,
    group_code,
    sub_group_code,
    title as icnptso_name,
    note
from {{ source('ukcat_icnptso', 'classes') }}
