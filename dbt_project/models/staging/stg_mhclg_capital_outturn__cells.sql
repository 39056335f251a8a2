select
    workbook,
    sheet,
    cast(sheet_row as integer) as sheet_row,
    cast(sheet_column as integer) as sheet_column,
    financial_year,
    lgf_code,
    ons_code,
    name,
    region,
    class,
    subclass,
    block,
    section,
    title,
    field,
    value,
    marker
from {{ source('mhclg_capital_outturn', 'cells') }}
