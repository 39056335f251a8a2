select
    sheet,
    cast(sheet_row as integer) as sheet_row,
    sheet_title,
    units,
    table_title,
    row_title,
    column_title,
    value,
    marker
from {{ source('ons_goverd2022', 'figures') }}
