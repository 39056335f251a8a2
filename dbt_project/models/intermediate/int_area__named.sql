-- Every area of England of every vintage held, with its name; also those that own no LSOA.
select
    'lsoa_2011' as area_type,
    lsoa_2011_code as area_code,
    lsoa_2011_name as area_name
from {{ ref('stg_ons_lsoa11_ward17__lsoas') }}
where {{ is_england('lsoa_2011_code') }}
union all
select
    'lsoa_2021' as area_type,
    lsoa_2021_code as area_code,
    lsoa_2021_name as area_name
from {{ ref('stg_ons_lsoa21_ward24__lsoas') }}
where {{ is_england('lsoa_2021_code') }}
union all
select
    'ward_2017' as area_type,
    ward_2017_code as area_code,
    ward_2017_name as area_name
from {{ ref('stg_ons_ward17__wards') }}
where {{ is_england('ward_2017_code') }}
union all
select
    'ward_2024' as area_type,
    ward_2024_code as area_code,
    ward_2024_name as area_name
from {{ ref('stg_ons_ward24__wards') }}
where {{ is_england('ward_2024_code') }}
union all
select
    'ward_2025' as area_type,
    ward_2025_code as area_code,
    ward_2025_name as area_name
from {{ ref('stg_ons_ward25_boundaries__wards') }}
where {{ is_england('ward_2025_code') }}
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
