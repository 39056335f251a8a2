with held as (
    select
        indicator,
        string_agg(distinct area_type, ', ' order by area_type) as area_types,
        min(period_start) as first_period_start,
        max(period_end) as last_period_end,
        count(distinct area_code) filter (where status = 'published') as areas_published_count,
        count(distinct area_code) filter (where status = 'suppressed') as areas_suppressed_count,
        count(distinct area_code) filter (where status = 'not covered') as areas_not_covered_count
    from {{ ref('neighbourhood_statistics') }}
    group by indicator
)

select
    indicators.indicator,
    indicators.title,
    indicators.unit,
    indicators.numerator as numerator_meaning,
    indicators.denominator as denominator_meaning,
    indicators.better,
    held.indicator is not null as is_held,
    held.area_types,
    held.first_period_start,
    held.last_period_end,
    cast(coalesce(held.areas_published_count, 0) as bigint) as areas_published_count,
    cast(coalesce(held.areas_suppressed_count, 0) as bigint) as areas_suppressed_count,
    cast(coalesce(held.areas_not_covered_count, 0) as bigint) as areas_not_covered_count,
    indicators.source_id
from {{ ref('ref_neighbourhood_indicators') }} as indicators
left join held on indicators.indicator = held.indicator
