-- Names and codes of districts of 2017, 2019 and 2024, with the district of 2024 that holds their
-- residents; none where they were divided, or lie outside England.
with shares as (
    select
        ward_2017.district_2017_code,
        ward_2017.district_2017_name,
        overlap.district_2019_code,
        overlap.district_2024_code,
        sum(overlap.shared_residents) as residents
    from {{ ref('int_lsoa__overlap') }} as overlap
    inner join {{ ref('stg_ons_ward17__wards') }} as ward_2017
        on overlap.ward_2017_code = ward_2017.ward_2017_code
    group by all
),

listed as (
    select distinct
        district_2017_code as district_code,
        district_2017_name as district_name
    from {{ ref('stg_ons_ward17__wards') }}
    union
    select
        area_code as district_code,
        area_name as district_name
    from {{ ref('int_area__named') }}
    where area_type in ('district_2019', 'district_2024')
),

moves as (
    select
        district_2017_code as district_code,
        district_2024_code,
        residents
    from shares
    union all
    select
        district_2019_code as district_code,
        district_2024_code,
        residents
    from shares
    union all
    select
        district_2024_code as district_code,
        district_2024_code,
        residents
    from shares
),

successors as (
    select
        district_code,
        arg_max(district_2024_code, (residents, district_2024_code)) as district_2024_code,
        max(residents) / sum(residents) as share
    from (
        select
            district_code,
            district_2024_code,
            sum(residents) as residents
        from moves
        group by all
    ) as summed
    group by district_code
    having max(residents) / sum(residents) > 0.98
)

select
    listed.district_code,
    {{ name_key('listed.district_name') }} as district_name_key,
    {{ is_england('listed.district_code') }} as is_england,
    successors.district_2024_code
from listed
left join successors on listed.district_code = successors.district_code
union all
select
    aliases.district_2024_code as district_code,
    {{ name_key('aliases.published_name') }} as district_name_key,
    true as is_england,
    aliases.district_2024_code
from {{ ref('ref_district_aliases') }} as aliases
semi join {{ ref('stg_ons_district24_region24__districts') }} as districts
    on aliases.district_2024_code = districts.district_2024_code
