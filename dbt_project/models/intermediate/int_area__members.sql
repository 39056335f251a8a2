-- Which LSOAs, with which share of their people, make up each area that deprivation is
-- summarised for.
with left_behind_wards as (
    select
        ward_2017_code,
        'left_behind_225' as area_code
    from {{ ref('stg_ocsi_left_behind_wards__wards') }}
)

select
    from_area_type as lsoa_type,
    from_area_code as lsoa_code,
    to_area_type as area_type,
    to_area_code as area_code,
    method,
    cast(weight as decimal(18, 12)) as weight
from {{ ref('area_lookup') }}
where
    (
        from_area_type in ('lsoa_2011', 'lsoa_2021')
        and to_area_type in (
            'ward_2017', 'ward_2024', 'combined_authority_2023', 'region', 'country'
        )
    )
    or (from_area_type = 'lsoa_2011' and to_area_type = 'district_2019')
    or (
        from_area_type = 'lsoa_2021'
        and to_area_type in ('district_2024', 'msoa_2021', 'ward_2025', 'constituency_2024')
    )
union all
select
    lookup.from_area_type as lsoa_type,
    lookup.from_area_code as lsoa_code,
    'left_behind_225' as area_type,
    left_behind_wards.area_code,
    lookup.method,
    cast(sum(cast(lookup.weight as decimal(18, 12))) as decimal(18, 12)) as weight
from {{ ref('area_lookup') }} as lookup
inner join left_behind_wards on lookup.to_area_code = left_behind_wards.ward_2017_code
where
    lookup.from_area_type in ('lsoa_2011', 'lsoa_2021')
    and lookup.to_area_type = 'ward_2017'
group by all
