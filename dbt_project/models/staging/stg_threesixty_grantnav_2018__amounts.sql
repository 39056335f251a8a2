select
    funder_name,
    award_year,
    ward_code,
    district_code,
    district_name,
    region_name,
    amount_awarded,
    grants,
    cast(amount_awarded * 100 as bigint) as amount_pence
from {{ source('threesixty_grantnav_2018', 'amounts') }}
