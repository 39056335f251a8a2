-- A measure that is held for a kind of area has a row for every area of the kind.
with held as (
    select distinct
        measure,
        area_type
    from {{ ref('int_profile__valued') }}
),

listed as (
    select
        areas.*,
        measures.*
    from held
    inner join {{ ref('int_profile__areas') }} as areas on held.area_type = areas.area_type
    inner join {{ ref('ref_profile_measures') }} as measures on held.measure = measures.measure
),

profiled as (
    select
        listed.area_type,
        listed.area_code,
        listed.area_name,
        listed.measure,
        listed.theme,
        listed.title,
        listed.unit,
        listed.better,
        ranked.value,
        cast(null as double) as lower_95,
        cast(null as double) as upper_95,
        if(ranked.value is null, 'not covered', 'published') as status,
        ranked.rank,
        ranked.rank_low,
        ranked.rank_high,
        ranked.rank_interval_basis,
        ranked.percentile,
        ranked.ranked_area_count,
        england.value as england_value,
        listed.region_code,
        region.value as region_value,
        alike.value as similar_areas_value,
        coalesce(alike.areas, 0) as similar_areas_count,
        ranked.period_start,
        ranked.period_end,
        listed.dataset,
        listed.dataset_column,
        listed.item as dataset_item,
        ranked.source_id
    from listed
    left join {{ ref('int_profile__ranked') }} as ranked
        on
            listed.measure = ranked.measure
            and listed.area_type = ranked.area_type
            and listed.area_code = ranked.area_code
    left join {{ ref('int_profile__compared') }} as england
        on listed.measure = england.measure and england.area_code = 'E92000001'
    left join {{ ref('int_profile__compared') }} as region
        on listed.measure = region.measure and listed.region_code = region.area_code
    left join {{ ref('int_profile__alike') }} as alike
        on
            listed.measure = alike.measure
            and listed.area_type = alike.area_type
            and listed.area_code = alike.area_code
    union all
    select *
    from {{ ref('int_profile__society') }}
)

select
    area_type,
    area_code,
    area_name,
    measure,
    theme,
    title,
    unit,
    better,
    value,
    lower_95,
    upper_95,
    status,
    cast(rank as integer) as rank,
    cast(rank_low as integer) as rank_low,
    cast(rank_high as integer) as rank_high,
    rank_interval_basis,
    cast(percentile as integer) as percentile,
    cast(ranked_area_count as integer) as ranked_area_count,
    england_value,
    region_code,
    region_value,
    similar_areas_value,
    cast(similar_areas_count as integer) as similar_areas_count,
    period_start,
    period_end,
    dataset,
    dataset_column,
    dataset_item,
    source_id
from profiled
