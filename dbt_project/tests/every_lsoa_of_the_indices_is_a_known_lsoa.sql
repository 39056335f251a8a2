{{ config(meta={'dagster': {'ref': {'name': 'deprivation'}}}) }}
-- An unknown area code would vanish in a join without a trace. LSOAs of 2001 are known from the
-- index alone.
select
    deprivation.edition,
    deprivation.lsoa_code,
    deprivation.lsoa_name
from {{ ref('deprivation') }} as deprivation
anti join {{ ref('areas') }} as areas
    on
        deprivation.lsoa_type = areas.area_type
        and deprivation.lsoa_code = areas.area_code
where deprivation.domain = 'imd' and deprivation.lsoa_type != 'lsoa_2001'
