select {{ threesixty_grant_columns() }}
from {{ source('threesixty_grantnav', 'grants') }}
