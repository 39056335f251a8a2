-- Every measure of the good local society for every district: what is known of the district itself,
-- or, where only that is published, of the county that it lies in or was cut from unchanged.
with districts as (
    select
        areas.area_code,
        areas.area_name,
        regions.to_area_code as region_code
    from {{ ref('areas') }} as areas
    left join {{ ref('area_lookup') }} as regions
        on
            areas.area_type = regions.from_area_type
            and areas.area_code = regions.from_area_code
            and regions.to_area_type = 'region'
    where areas.area_type = 'district_2024'
    qualify row_number() over (
        partition by areas.area_code order by regions.weight desc, regions.to_area_code asc
    ) = 1
),

counties as (
    select
        from_area_code as area_code,
        to_area_code as county_code,
        'county' as value_area_type
    from {{ ref('area_lookup') }}
    where
        from_area_type = 'district_2024'
        and to_area_type = 'upper_tier_2023'
        and starts_with(to_area_code, 'E10')
    union all
    select
        council_2024_code as area_code,
        council_code as county_code,
        'former county' as value_area_type
    from {{ ref('ref_council_changes') }}
    where starts_with(council_code, 'E10') and kind = 'merged'
),

known as (
    select
        *,
        area_code as value_area_code,
        'district' as value_area_type
    from {{ ref('int_society__observed') }}
    where area_type = 'district'
    union all by name
    select
        observed.* replace (counties.area_code as area_code),
        counties.county_code as value_area_code,
        counties.value_area_type
    from {{ ref('int_society__observed') }} as observed
    inner join counties on observed.area_code = counties.county_code
    where observed.area_type = 'county'
),

measured as (
    select distinct measure
    from {{ ref('int_society__observed') }}
)

select
    measures.*,
    districts.area_code as district_2024_code,
    districts.area_name as district_2024_name,
    districts.region_code,
    known.period_start,
    known.period_end,
    known.value,
    known.lower_95,
    known.upper_95,
    known.value_area_type,
    known.value_area_code,
    coalesce(known.area_name, if(known.value is null, null, districts.area_name))
        as value_area_name,
    known.note as publishers_note,
    known.source_id,
    case
        when measures.dataset = 'none' or measured.measure is null then 'not held'
        when known.measure is null then 'not covered'
        when known.value is null then 'suppressed'
        when known.status = 'normal' then 'published'
        else 'unreliable'
    end as status,
    -- In these units more is always better; the last of a ranking has the most.
    {{ goodness('known.value', 'measures.better') }} as goodness,
    {{ goodness(
        "if(measures.better = 'higher', known.lower_95, known.upper_95)", 'measures.better'
    ) }} as lowest_goodness,
    {{ goodness(
        "if(measures.better = 'higher', known.upper_95, known.lower_95)", 'measures.better'
    ) }} as highest_goodness
from {{ ref('ref_society_measures') }} as measures
cross join districts
left join measured on measures.measure = measured.measure
left join known
    on measures.measure = known.measure and districts.area_code = known.area_code
qualify row_number() over (
    partition by measures.measure, districts.area_code
    order by known.value_area_type = 'district' desc, known.value_area_code asc
) = 1
