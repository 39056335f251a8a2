-- England and its regions in each measure: as published, or else the mean of the districts with
-- values of their own, by the weight of the measure.
with own as (
    select
        observed.*,
        regions.to_area_code as region_code
    from {{ ref('int_society__observed') }} as observed
    inner join {{ ref('area_lookup') }} as regions
        on
            regions.from_area_type = 'district_2024'
            and observed.area_code = regions.from_area_code
            and regions.to_area_type = 'region'
    where
        observed.area_type = 'district'
        and observed.value is not null
        and observed.weight is not null
),

computed as (
    select
        measure,
        coalesce(region_code, 'E92000001') as area_code,
        cast(sum(cast(value as decimal(27, 9)) * cast(weight as decimal(10, 0))) as double)
        / cast(sum(weight) as double)
            as value
    from own
    group by grouping sets ((measure, region_code), (measure))
    having sum(weight) > 0
),

published as (
    select
        measure,
        area_code,
        value
    from {{ ref('int_society__observed') }}
    where area_type in ('region', 'country') and value is not null
)

select
    coalesce(published.measure, computed.measure) as measure,
    coalesce(published.area_code, computed.area_code) as area_code,
    coalesce(published.value, round(computed.value, 6)) as value,
    if(
        published.value is not null,
        'published',
        'mean of districts weighted by ' || measures.weighting
    ) as basis
from published
full outer join computed
    on published.measure = computed.measure and published.area_code = computed.area_code
inner join {{ ref('ref_society_measures') }} as measures
    on coalesce(published.measure, computed.measure) = measures.measure
