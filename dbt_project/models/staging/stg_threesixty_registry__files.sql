select
    identifier,
    title,
    publisher_name,
    publisher_prefix,
    licence_url,
    download_url,
    issued,
    modified,
    file_type,
    is_valid,
    grants,
    total_gbp,
    first_award_date,
    last_award_date,
    duplicate_ids
from {{ source('threesixty_registry', 'files') }}
