-- Every observation of every source of district statistics, periods as dates. A period is a day, or
-- a start and an ISO 8601 duration.
with united as (
    {% for source_id in statistics_sources() %}
    select
        '{{ source_id }}' as source_id,
        *
    from {{ ref('stg_' ~ source_id ~ '__observations') }}
    union all by name
    {% endfor %}
    {% for source_id, model in shaped_statistics_sources() %}
    select * from {{ ref(model) }}
    {% if not loop.last %}union all by name{% endif %}
    {% endfor %}
),

dated as (
    select
        *,
        cast(left(period, 10) as date) as period_start,
        cast(coalesce(nullif(regexp_extract(period, 'P(\d+)Y', 1), ''), '0') as integer) as years,
        cast(coalesce(nullif(regexp_extract(period, 'P(\d+)M', 1), ''), '0') as integer) as months
    from united
)

select
    * exclude (years, months),
    cast(
        case
            when years + months = 0 then period_start
            else period_start + to_years(years) + to_months(months) - interval 1 day
        end as date
    ) as period_end,
    -- A combined authority may be listed as an ITL area too: one row of it is enough.
    {{ is_england('area_code') }}
    and row_number() over (
        partition by source_id, indicator, measure, area_code, period
        order by starts_with(geography, 'ITL') asc, geography asc
    ) = 1 as is_used
from dated
