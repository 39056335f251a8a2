-- What districts are measured by in `good_local_society` and nothing smaller is: those measures in
-- the shape of a profile.
select
    'district_2024' as area_type,
    society.district_2024_code as area_code,
    society.district_2024_name as area_name,
    society.measure,
    society.theme,
    society.title,
    society.unit,
    society.better,
    society.value,
    society.lower_95,
    society.upper_95,
    society.status,
    society.rank,
    coalesce(society.rank_low, ranked.first_equal) as rank_low,
    coalesce(society.rank_high, ranked.first_equal + ranked.equals - 1) as rank_high,
    case
        when society.rank_low is not null then 'published intervals'
        when society.rank is not null then 'equal values'
    end as rank_interval_basis,
    {{ middle_percentile('ranked.first_equal', 'ranked.equals', 'society.ranked_area_count') }}
        as percentile,
    society.ranked_area_count,
    society.england_value,
    society.region_code,
    society.region_value,
    society.similar_areas_value,
    society.similar_areas_count,
    society.period_start,
    society.period_end,
    'good_local_society' as dataset,
    'value' as dataset_column,
    society.measure as dataset_item,
    society.source_id
from {{ ref('good_local_society') }} as society
inner join {{ ref('ref_society_measures') }} as measures
    on society.measure = measures.measure
left join {{ ref('int_society__ranked') }} as ranked
    on
        society.measure = ranked.measure
        and society.value_area_code = ranked.value_area_code
where measures.dataset = 'district_statistics' and society.status != 'not held'
