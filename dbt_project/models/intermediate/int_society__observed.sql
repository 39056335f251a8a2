-- What is known of each measure of the good local society in its latest period that has a value of
-- any district: of districts, counties, regions and England. The weight is what an area counts for
-- where areas are averaged.
with residents as (
    select
        area_code,
        cast(population_2021_count as decimal(18, 0)) as residents
    from {{ ref('areas') }}
    where area_type = 'district_2024'
),

children as (
    select
        area_code,
        cast(numerator as decimal(18, 0)) as children
    from {{ ref('int_profile__census') }}
    where area_type = 'district_2024' and indicator = 'residents_aged_0_to_15'
),

statistics as (
    select
        measures.measure,
        measures.weighting,
        published.area_type,
        coalesce(published.district_2024_code, published.area_code) as area_code,
        published.area_name,
        published.period_start,
        published.period_end,
        published.value,
        published.lower_95,
        published.upper_95,
        published.status,
        published.note,
        published.source_id
    from {{ ref('district_statistics') }} as published
    inner join {{ ref('ref_society_measures') }} as measures
        on
            measures.dataset = 'district_statistics'
            and published.indicator = measures.indicator
    where
        not published.is_repeated
        and (published.district_2024_code is not null or published.area_type != 'district')
    qualify
        published.period_end = max(published.period_end) filter (
            where published.district_2024_code is not null and published.value is not null
        ) over (partition by measures.measure)
),

census as (
    select
        measures.measure,
        'district' as area_type,
        counted.area_code,
        date '2021-03-21' as period_start,
        date '2021-03-21' as period_end,
        round(100 * cast(counted.numerator as double) / counted.denominator, 6) as value,
        'normal' as status,
        cast(counted.denominator as decimal(18, 0)) as weight,
        indicators.source_id
    from {{ ref('int_profile__census') }} as counted
    inner join {{ ref('ref_society_measures') }} as measures
        on
            measures.dataset = 'neighbourhood_statistics'
            and counted.indicator = measures.indicator
    inner join {{ ref('ref_neighbourhood_indicators') }} as indicators
        on counted.indicator = indicators.indicator
    where counted.area_type = 'district_2024' and counted.denominator > 0
),

organisations as (
    select
        measures.measure,
        'district' as area_type,
        counted.area_code,
        cast(null as date) as period_start,
        cast(null as date) as period_end,
        round(
            10000 * cast(counted.organisations as double) / cast(residents.residents as double), 6
        ) as value,
        'normal' as status,
        residents.residents as weight,
        counted.source_id
    from {{ ref('int_profile__organisations') }} as counted
    inner join {{ ref('ref_society_measures') }} as measures
        on
            measures.dataset = 'community_organisations'
            and counted.kind = measures.indicator
    inner join residents on counted.area_code = residents.area_code
    where counted.area_type = 'district_2024' and residents.residents > 0
),

computed as (
    select *
    from census
    union all by name
    select *
    from organisations
)

select
    statistics.measure,
    statistics.area_type,
    statistics.area_code,
    statistics.area_name,
    statistics.period_start,
    statistics.period_end,
    statistics.value,
    statistics.lower_95,
    statistics.upper_95,
    statistics.status,
    statistics.note,
    statistics.source_id,
    case statistics.weighting
        when 'residents' then residents.residents
        when 'residents aged 15 and under' then children.children
    end as weight
from statistics
left join residents on statistics.area_code = residents.area_code
left join children on statistics.area_code = children.area_code
union all
select
    measure,
    area_type,
    area_code,
    cast(null as varchar) as area_name,
    period_start,
    period_end,
    value,
    cast(null as double) as lower_95,
    cast(null as double) as upper_95,
    status,
    cast(null as varchar) as note,
    source_id,
    weight
from computed
