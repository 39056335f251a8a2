-- Where the area of a published code lies in today's areas: LSOAs of both censuses, wards of 2017
-- and 2024, districts since 2017. What was divided since has no LSOA, or no ward, of today.
with lsoas as (
    select
        lsoa_2021_code as area_code,
        lsoa_2021_code,
        ward_2024_code,
        district_2024_code
    from {{ ref('stg_ons_lsoa21_ward24__lsoas') }}
    where {{ is_england('lsoa_2021_code') }}
    union all
    select
        overlap.lsoa_2011_code as area_code,
        case when count(*) = 1 then min(overlap.lsoa_2021_code) end as lsoa_2021_code,
        case when count(distinct overlap.ward_2024_code) = 1 then min(overlap.ward_2024_code) end
            as ward_2024_code,
        arg_max(
            overlap.district_2024_code, (overlap.shared_residents, overlap.district_2024_code)
        ) as district_2024_code
    from {{ ref('int_lsoa__overlap') }} as overlap
    anti join {{ ref('stg_ons_lsoa21_ward24__lsoas') }} as of_2021
        on overlap.lsoa_2011_code = of_2021.lsoa_2021_code
    group by overlap.lsoa_2011_code
),

wards as (
    select
        ward_2024_code as area_code,
        cast(null as varchar) as lsoa_2021_code,
        ward_2024_code,
        district_2024_code
    from {{ ref('stg_ons_ward24__wards') }}
    where {{ is_england('ward_2024_code') }}
    union all
    select
        ward_2017.ward_2017_code as area_code,
        cast(null as varchar) as lsoa_2021_code,
        cast(null as varchar) as ward_2024_code,
        district.district_2024_code
    from {{ ref('stg_ons_ward17__wards') }} as ward_2017
    inner join {{ ref('int_district__known') }} as district
        on ward_2017.district_2017_code = district.district_code
    anti join {{ ref('stg_ons_ward24__wards') }} as ward_2024
        on ward_2017.ward_2017_code = ward_2024.ward_2024_code
    where district.district_2024_code is not null
    group by all
),

districts as (
    select distinct
        district_code as area_code,
        cast(null as varchar) as lsoa_2021_code,
        cast(null as varchar) as ward_2024_code,
        district_2024_code
    from {{ ref('int_district__known') }}
    where district_2024_code is not null
)

select *
from lsoas
union all
select *
from wards
union all
select *
from districts
