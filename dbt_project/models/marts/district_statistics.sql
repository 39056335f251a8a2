select
    indicator,
    measure,
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
    area_code,
    area_name,
    period_start,
    period_end,
    unit,
    cast(observation as double) as value,
    cast(lower_95 as double) as lower_95,
    cast(upper_95 as double) as upper_95,
    case status
        when 'u' then 'unreliable'
        when 'x' then 'not available'
        else 'normal'
    end as status,
    note,
    source_id
from {{ ref('int_statistics__united') }}
where is_used
