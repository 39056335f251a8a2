-- What surveys published, and their sums scaled to the councils that did not answer as if these
-- had sold as many as the others, which is not known; at the least they sold none.
with surveys as (
    select
        *,
        coalesce(asset_count, asset_count_per_year * years) as sold
    from {{ ref('ref_asset_sale_surveys') }}
)

select
    area_code,
    area_name,
    survey,
    period,
    period_start,
    period_end,
    years,
    'as published' as method,
    cast(null as double) as asset_count_low,
    sold as asset_count,
    value_gbp,
    councils_asked,
    councils_answered,
    scope as note
from surveys
union all
select
    area_code,
    area_name,
    survey,
    period,
    period_start,
    period_end,
    years,
    'scaled to all councils' as method,
    sold as asset_count_low,
    cast(sold as double) * councils_asked / councils_answered as asset_count,
    value_gbp * councils_asked / councils_answered as value_gbp,
    councils_asked,
    councils_answered,
    'Ours, from the published sum. ' || scope as note
from surveys
where not is_estimate_of_all and councils_answered is not null
