with listed as (
    select
        *,
        case left(area_code, 3)
            when 'E10' then 'county'
            when 'E11' then 'metropolitan_county'
            when 'E12' then 'region'
            when 'E13' then 'inner_or_outer_london'
            when 'E47' then 'combined_authority'
            when 'E92' then 'country'
            when 'E06' then 'district'
            when 'E07' then 'district'
            when 'E08' then 'district'
            when 'E09' then 'district'
        end as area_type,
        starts_with(indicator, 'Housing affordability ratio') and unit = '%' as is_ratio
    from {{ ref('int_statistics__united') }}
    where is_used
),

-- A district that was merged is only a part of its successor, and has no code of 2024 here.
placed as (
    select
        listed.*,
        coalesce(districts.district_2024_code, changes.council_2024_code) as district_2024_code
    from listed
    left join {{ ref('stg_ons_district24_region24__districts') }} as districts
        on listed.area_code = districts.district_2024_code
    left join {{ ref('ref_council_changes') }} as changes
        on
            listed.area_code = changes.council_code
            and changes.code_system = 'ONS'
            and changes.kind in ('renamed', 'recoded')
            and listed.area_type = 'district'
)

select
    indicator,
    case
        when is_ratio then 'Ratio of house price to earnings'
        when starts_with(indicator, 'Gross disposable household income') and measure = 'Pounds'
            then 'Pounds per head'
        else measure
    end as measure,
    area_type,
    area_code,
    area_name,
    district_2024_code,
    period_start,
    period_end,
    if(is_ratio, 'ratio', unit) as unit,
    cast(observation as double) as value,
    cast(lower_95 as double) as lower_95,
    cast(upper_95 as double) as upper_95,
    case status
        when 'u' then 'unreliable'
        when 'x' then 'not available'
        else 'normal'
    end as status,
    if(
        is_ratio,
        concat_ws('. ', note, 'The publisher''s file calls this ratio a percentage (%)'),
        note
    ) as note,
    district_2024_code is not null and row_number() over (
        partition by indicator, measure, district_2024_code, period_start, period_end
        order by area_code = district_2024_code desc, area_code asc
    ) > 1 as is_repeated,
    source_id
from placed
