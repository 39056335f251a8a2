-- Which origins make up each area that access is told of, with how many residents: millionths of a
-- person, so that sums are exact.
select
    origins.origin_id,
    lookup.to_area_type as area_type,
    lookup.to_area_code as area_code,
    cast(round(origins.residents * lookup.weight * 1000000) as bigint) as millionths
from {{ ref('int_access__origins') }} as origins
inner join {{ ref('area_lookup') }} as lookup
    on origins.lsoa_2021_code = lookup.from_area_code
where
    lookup.from_area_type = 'lsoa_2021'
    and lookup.to_area_type in (
        'msoa_2021', 'ward_2017', 'ward_2024', 'ward_2025', 'district_2024', 'constituency_2024',
        'region', 'country'
    )
union all
select
    origins.origin_id,
    'rural_urban_2021' as area_type,
    classes.rural_urban_2021_group as area_code,
    origins.residents * 1000000 as millionths
from {{ ref('int_access__origins') }} as origins
inner join {{ ref('stg_ons_rural_urban_2021__lsoas') }} as classes
    on origins.lsoa_2021_code = classes.lsoa_2021_code
