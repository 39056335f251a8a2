select
    area_code,
    country_name,
    nation_name,
    region_name,
    expenditure
from {{ source('ons_subnational_indicators', 'research') }}
