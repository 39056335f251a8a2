select
    workbook,
    sheet,
    sheet_row,
    sheet_column,
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
    value as value_thousand_gbp,
    marker
from {{ source('mhclg_capital_outturn', 'cells') }}
