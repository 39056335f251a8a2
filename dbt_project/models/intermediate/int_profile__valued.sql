-- Every value of every measure of a profile with what it weighs in a mean, in one shape.
with measured as (
    select
        'deprivation_summary' as dataset,
        deprivation_column as dataset_column,
        edition as item,
        area_type,
        area_code,
        deprivation_value as value,
        cast(population_count as decimal(10, 0)) as weight,
        'mhclg_' || replace(edition, '_', '') as source_id
    from {{ ref('deprivation_summary') }}
    unpivot (
        deprivation_value for deprivation_column in (
            average_score, extent_share, income_deprived_share
        )
    )
    union all by name
    select
        'community_need_index' as dataset,
        need_column as dataset_column,
        index_variant as item,
        area_type,
        area_code,
        need_value as value,
        if(need_column = 'score', rank_low, null) as drawn_rank_low,
        if(need_column = 'score', rank_high, null) as drawn_rank_high
    from {{ ref('community_need_index') }}
    unpivot (
        need_value for need_column in (
            score, civic_assets_score, connectedness_score, active_engaged_score
        )
    )
    union all by name
    select
        'left_behind_neighbourhoods' as dataset,
        probability_column as dataset_column,
        probability_column as item,
        area_type,
        area_code,
        probability_value as value
    from {{ ref('left_behind_neighbourhoods') }}
    unpivot (
        probability_value for probability_column in (
            left_behind_iod_2019_probability, left_behind_iod_2025_probability
        )
    )
    union all by name
    select
        'access_by_area' as dataset,
        'share_within_800_m_walk_detour_1_3' as dataset_column,
        measure as item,
        area_type,
        area_code,
        cast(share_within_800_m_walk_detour_1_3 as double) as value,
        cast(counted_residents_count as decimal(10, 0)) as weight,
        as_at as period_start,
        as_at as period_end
    from {{ ref('access_by_area') }}
    where share_within_800_m_walk_detour_1_3 is not null
    union all by name
    select
        'neighbourhood_statistics' as dataset,
        'value' as dataset_column,
        counted.indicator as item,
        counted.area_type,
        counted.area_code,
        cast(counted.numerator as double) / counted.denominator as value,
        cast(counted.denominator as decimal(10, 0)) as weight,
        date '2021-03-21' as period_start,
        date '2021-03-21' as period_end,
        indicators.source_id
    from {{ ref('int_profile__census') }} as counted
    inner join {{ ref('ref_neighbourhood_indicators') }} as indicators
        on counted.indicator = indicators.indicator
    where counted.denominator > 0
    union all by name
    select
        'areas' as dataset,
        'population_2021_count' as dataset_column,
        'population_2021_count' as item,
        area_type,
        area_code,
        cast(residents as double) as value,
        date '2021-03-21' as period_start,
        date '2021-03-21' as period_end,
        'ons_census21_residents' as source_id
    from {{ ref('int_profile__areas') }}
    union all by name
    select
        'areas' as dataset,
        'rural_population_share' as dataset_column,
        'rural_population_share' as item,
        area_type,
        area_code,
        rural_population_share as value,
        residents as weight,
        date '2021-03-21' as period_start,
        date '2021-03-21' as period_end,
        'ons_rural_urban_2021' as source_id
    from {{ ref('int_profile__areas') }}
    union all by name
    select
        'places' as dataset,
        'category' as dataset_column,
        counted.category as item,
        counted.area_type,
        counted.area_code,
        cast(counted.places as double) / areas.residents as value,
        areas.residents as weight,
        counted.as_at as period_start,
        counted.as_at as period_end,
        counted.source_id
    from {{ ref('int_profile__places') }} as counted
    inner join {{ ref('int_profile__areas') }} as areas
        on counted.area_type = areas.area_type and counted.area_code = areas.area_code
    where areas.residents > 0
    union all by name
    select
        'community_organisations' as dataset,
        'kind' as dataset_column,
        counted.kind as item,
        counted.area_type,
        counted.area_code,
        cast(counted.organisations as double) / areas.residents as value,
        areas.residents as weight,
        counted.source_id
    from {{ ref('int_profile__organisations') }} as counted
    inner join {{ ref('int_profile__areas') }} as areas
        on counted.area_type = areas.area_type and counted.area_code = areas.area_code
    where areas.residents > 0
)

select
    measures.measure,
    measured.area_type,
    measured.area_code,
    measured.weight,
    measured.period_start,
    measured.period_end,
    measured.source_id,
    measured.drawn_rank_low,
    measured.drawn_rank_high,
    round(measured.value * measures.per, 9) as value
from measured
inner join {{ ref('ref_profile_measures') }} as measures
    on
        measured.dataset = measures.dataset
        and measured.dataset_column = measures.dataset_column
        and measured.item = measures.item
where list_contains({{ profiled_area_types() + ['region', 'country'] }}, measured.area_type)
