-- How many sales receipts would be at the average values of published surveys, in prices of the
-- base year: few at the highest average, many at the lowest.
with averages as (
    select
        min(surveys.value_gbp / surveys.asset_count * prices.real_factor) as lowest,
        max(surveys.value_gbp / surveys.asset_count * prices.real_factor) as highest,
        string_agg(surveys.survey, ', ' order by surveys.survey) as survey
    from {{ ref('ref_asset_sale_surveys') }} as surveys
    inner join {{ ref('int_price__levels') }} as prices
        on surveys.price_year = prices.financial_year
    where surveys.value_gbp is not null and surveys.asset_count is not null
)

select
    received.*,
    averages.survey,
    received.amount_gbp_real / averages.highest as asset_count_low,
    sqrt(
        (received.amount_gbp_real / averages.highest)
        * (received.amount_gbp_real / averages.lowest)
    ) as asset_count,
    received.amount_gbp_real / averages.lowest as asset_count_high
from {{ ref('int_sale__received') }} as received
cross join averages
