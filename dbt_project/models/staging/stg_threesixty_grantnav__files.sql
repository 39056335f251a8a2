select
    file,
    licence,
    grants,
    is_read
from {{ source('threesixty_grantnav', 'files') }}
