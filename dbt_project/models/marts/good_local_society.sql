with alike as (
    select
        placed.measure,
        similar_areas.area_code,
        round(median(placed.value), 6) as value,
        count(placed.value) as areas
    from {{ ref('similar_areas') }} as similar_areas
    inner join {{ ref('int_society__placed') }} as placed
        on similar_areas.similar_area_code = placed.district_2024_code
    where similar_areas.area_type = 'district_2024' and placed.value is not null
    group by placed.measure, similar_areas.area_code
),

compared as (
    select
        placed.*,
        england.value as england_value,
        coalesce(england.basis, 'none') as england_value_basis,
        region.value as region_value,
        coalesce(region.basis, 'none') as region_value_basis,
        ranked.rank,
        ranked.rank_low,
        ranked.rank_high,
        ranked.ranked_area_count,
        round(placed.value - england.value, 6) as difference_from_england,
        england.value < placed.lower_95 or england.value > placed.upper_95 as is_beyond_interval,
        round(placed.goodness - {{ goodness('england.value', 'placed.better') }}, 6) as advantage
    from {{ ref('int_society__placed') }} as placed
    left join {{ ref('int_society__compared') }} as england
        on placed.measure = england.measure and england.area_code = 'E92000001'
    left join {{ ref('int_society__compared') }} as region
        on placed.measure = region.measure and placed.region_code = region.area_code
    left join {{ ref('int_society__ranked') }} as ranked
        on
            placed.measure = ranked.measure
            and placed.value_area_code = ranked.value_area_code
)

select
    compared.measure,
    compared.theme,
    compared.title,
    compared.asked_for,
    compared.district_2024_code,
    compared.district_2024_name,
    compared.period_start,
    compared.period_end,
    compared.unit,
    compared.value,
    compared.lower_95,
    compared.upper_95,
    compared.status,
    case compared.status
        when 'not held'
            then coalesce(nullif(compared.reason, ''), 'No copy of its source is held.')
        when 'not covered' then 'The source has no value of this district or its county.'
        when 'suppressed'
            then 'The publisher gives no value: the sample is too small, or it was not collected.'
        when 'unreliable' then 'The publisher warns of a small sample.'
    end as status_reason,
    compared.value_area_type,
    compared.value_area_code,
    compared.value_area_name,
    compared.england_value,
    compared.england_value_basis,
    compared.region_code,
    compared.region_value,
    compared.region_value_basis,
    alike.value as similar_areas_value,
    cast(coalesce(alike.areas, 0) as integer) as similar_areas_count,
    compared.difference_from_england,
    compared.is_beyond_interval,
    compared.better,
    case
        when compared.advantage is null then 'not known'
        when compared.better = 'neither' then 'not judged'
        when compared.is_beyond_interval is null and compared.basis != 'full count'
            then 'not tested'
        when not compared.is_beyond_interval or compared.advantage = 0 then 'no clear difference'
        when compared.advantage > 0 then 'better'
        else 'worse'
    end as standing,
    cast(compared.rank as integer) as rank,
    cast(compared.rank_low as integer) as rank_low,
    cast(compared.rank_high as integer) as rank_high,
    cast(compared.ranked_area_count as integer) as ranked_area_count,
    compared.basis,
    nullif(
        concat_ws(
            ' ', if(compared.status = 'not held', null, compared.note), compared.publishers_note
        ),
        ''
    ) as note,
    compared.source_id
from compared
left join alike
    on
        compared.measure = alike.measure
        and compared.district_2024_code = alike.area_code
