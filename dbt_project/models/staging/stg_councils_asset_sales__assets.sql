select
    council_code,
    council_name,
    asset_reference,
    asset_name,
    asset_kind,
    disposal,
    disposed_on,
    price,
    evidence,
    evidence_url,
    row_licence
from {{ source('councils_asset_sales', 'assets') }}
