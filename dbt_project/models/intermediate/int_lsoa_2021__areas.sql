-- The areas that each LSOA of 2021 belongs to. Where the publisher's best fit to wards of 2025 or
-- to constituencies is held it is used; it is made as ours is, but from boundaries in full.
select
    lsoas.lsoa_2021_code,
    msoas.msoa_2021_code,
    lsoas.ward_2024_code,
    coalesce(wards_2025.ward_2025_code, located_2025.ward_2025_code) as ward_2025_code,
    lsoas.district_2024_code,
    upper_tiers.upper_tier_2023_code,
    coalesce(
        constituencies.constituency_2024_code, located_constituencies.constituency_2024_code
    ) as constituency_2024_code,
    authorities.combined_authority_code as combined_authority_2023_code,
    regions.region_code,
    'E92000001' as country_code
from {{ ref('stg_ons_lsoa21_ward24__lsoas') }} as lsoas
left join {{ ref('stg_ons_lsoa21_msoa21__lsoas') }} as msoas
    on lsoas.lsoa_2021_code = msoas.lsoa_2021_code
left join {{ ref('stg_ons_lsoa21_ward25__lsoas') }} as wards_2025
    on lsoas.lsoa_2021_code = wards_2025.lsoa_2021_code
left join {{ ref('int_ward_2025__located') }} as located_2025
    on lsoas.lsoa_2021_code = located_2025.lsoa_2021_code
left join {{ ref('stg_ons_lsoa21_constituency24__lsoas') }} as constituencies
    on lsoas.lsoa_2021_code = constituencies.lsoa_2021_code
left join {{ ref('int_constituency_2024__located') }} as located_constituencies
    on lsoas.lsoa_2021_code = located_constituencies.lsoa_2021_code
left join {{ ref('stg_ons_district23_upper_tier23__districts') }} as upper_tiers
    on lsoas.district_2024_code = upper_tiers.district_2023_code
left join {{ ref('stg_ons_combined_authority23__districts') }} as authorities
    on lsoas.district_2024_code = authorities.district_code
left join {{ ref('stg_ons_district24_region24__districts') }} as regions
    on lsoas.district_2024_code = regions.district_2024_code
where {{ is_england('lsoas.lsoa_2021_code') }}
