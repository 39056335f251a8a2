{{ config(meta={'dagster': {'ref': {'name': 'investment_gap_to_london'}}}) }}
-- Each region's gap is rounded to a penny, in each of at most ten years.
select
    period,
    function_group,
    kind,
    sum(gap_gbp) filter (where area_type = 'region') as regions_gbp,
    sum(gap_gbp) filter (where area_code = 'England outside London') as rest_of_england_gbp
from {{ ref('investment_gap_to_london') }}
group by all
having
    abs(regions_gbp - rest_of_england_gbp) > 1
    or (regions_gbp is null) != (rest_of_england_gbp is null)
