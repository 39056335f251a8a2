-- Every area that a source lists, of every kind and vintage, with its name; also those that own no
-- LSOA, and those outside England, which are left out elsewhere.
with listed as (
    select
        'lsoa_2011' as area_type,
        lsoa_2011_code as area_code,
        lsoa_2011_name as area_name
    from {{ ref('stg_ons_lsoa11_ward17__lsoas') }}
    union all
    select
        'lsoa_2021' as area_type,
        lsoa_2021_code as area_code,
        lsoa_2021_name as area_name
    from {{ ref('stg_ons_lsoa21_ward24__lsoas') }}
    union all
    select
        'ward_2017' as area_type,
        ward_2017_code as area_code,
        ward_2017_name as area_name
    from {{ ref('stg_ons_ward17__wards') }}
    union all
    select
        'msoa_2021' as area_type,
        msoas.msoa_2021_code as area_code,
        min(coalesce(
            names.msoa_2021_library_name || ' (' || msoas.msoa_2021_name || ')',
            msoas.msoa_2021_name
        )) as area_name
    from {{ ref('stg_ons_lsoa21_msoa21__lsoas') }} as msoas
    left join {{ ref('stg_parliament_msoa21_names__msoas') }} as names
        on msoas.msoa_2021_code = names.msoa_2021_code
    group by msoas.msoa_2021_code
    union all
    select
        'ward_2019' as area_type,
        ward_2019_code as area_code,
        ward_2019_name as area_name
    from {{ ref('stg_ons_ward19__wards') }}
    union all
    select distinct
        'upper_tier_2023' as area_type,
        upper_tier_2023_code as area_code,
        upper_tier_2023_name as area_name
    from {{ ref('stg_ons_district23_upper_tier23__districts') }}
    union all
    select
        'constituency_2024' as area_type,
        constituency_2024_code as area_code,
        constituency_2024_name as area_name
    from {{ ref('stg_ons_constituency24_boundaries__constituencies') }}
    union all
    select
        'ward_2024' as area_type,
        ward_2024_code as area_code,
        ward_2024_name as area_name
    from {{ ref('stg_ons_ward24__wards') }}
    union all
    select
        'ward_2025' as area_type,
        ward_2025_code as area_code,
        ward_2025_name as area_name
    from {{ ref('stg_ons_ward25_boundaries__wards') }}
    union all
    select distinct
        'district_2019' as area_type,
        district_2019_code as area_code,
        district_2019_name as area_name
    from {{ ref('stg_mhclg_iod2019__lsoas') }}
    union all
    select
        'district_2024' as area_type,
        district_2024_code as area_code,
        district_2024_name as area_name
    from {{ ref('stg_ons_district24_region24__districts') }}
    union all
    select distinct
        'combined_authority_2023' as area_type,
        combined_authority_code as area_code,
        combined_authority_name as area_name
    from {{ ref('stg_ons_combined_authority23__districts') }}
    union all
    select distinct
        'region' as area_type,
        region_code as area_code,
        region_name as area_name
    from {{ ref('stg_ons_district24_region24__districts') }}
    union all
    select
        'country' as area_type,
        'E92000001' as area_code,
        'England' as area_name
    union all
    select
        'left_behind_225' as area_type,
        'left_behind_225' as area_code,
        'The published left-behind wards together' as area_name
)

select
    *,
    area_type = 'left_behind_225' or {{ is_england('area_code') }} as is_england
from listed
