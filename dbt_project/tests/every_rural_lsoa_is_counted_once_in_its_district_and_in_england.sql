{{ config(meta={'dagster': {'ref': {'name': 'rural_need_by_district'}}}) }}
-- Districts add up to their region. (Of 2025: some of 2019 lie in two regions of today.)
select regions.area_code
from {{ ref('rural_need_by_district') }} as districts
inner join {{ ref('area_lookup') }} as lookup
    on
        districts.area_type = lookup.from_area_type
        and districts.area_code = lookup.from_area_code
        and lookup.to_area_type = 'region'
inner join {{ ref('rural_need_by_district') }} as regions
    on
        regions.area_type = 'region'
        and districts.edition = regions.edition
        and lookup.to_area_code = regions.area_code
where districts.edition = 'iod_2025'
group by regions.area_code, regions.rural_lsoa_count
having sum(districts.rural_lsoa_count) != regions.rural_lsoa_count
