select
    council_code,
    council_name,
    asset_reference,
    asset_name,
    asset_kind,
    disposal,
    disposed_on,
    price as price_gbp,
    evidence,
    evidence_url
from {{ source('councils_asset_sales', 'assets') }}
