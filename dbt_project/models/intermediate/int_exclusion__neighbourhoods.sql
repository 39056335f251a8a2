-- Indicators of neighbourhoods whose source was never had.
select
    'neighbourhood_statistics' as dataset,
    indicators.source_id || ' ' || indicators.indicator as item,
    'as published' as area_type,
    'all' as area_code,
    'Every area' as area_name,
    'No copy of this source is held.' as reason
from {{ ref('ref_neighbourhood_indicators') }} as indicators
anti join {{ ref('int_neighbourhood__united') }} as united
    on indicators.indicator = united.indicator
