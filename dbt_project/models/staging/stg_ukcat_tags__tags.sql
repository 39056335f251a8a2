select
    tag_code,
    tag,
    category,
    subcategory,
    level,
    note,
    icnptso_codes,
    pattern,
    excluding_pattern
from {{ source('ukcat_tags', 'tags') }}
