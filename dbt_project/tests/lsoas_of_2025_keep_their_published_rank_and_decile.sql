{{ config(meta={'dagster': {'ref': {'name': 'deprivation_trend'}}}) }}
-- How the publisher cuts deciles that do not divide the areas evenly is known for England only.
select
    trend.area_code,
    trend.iod_2025_rank,
    published.rank,
    trend.iod_2025_decile,
    published.decile
from {{ ref('deprivation_trend') }} as trend
inner join {{ ref('deprivation') }} as published
    on
        trend.area_type = 'lsoa_2021'
        and trend.area_code = published.lsoa_code
        and published.edition = 'iod_2025'
        and published.domain = 'imd'
where
    trend.iod_2025_rank != published.rank
    or (trend.iod_2025_decile != published.decile and {{ env_var('LBN_REAL', 'true') }})
