-- In which districts each category of the basket is covered: all kinds of places that count for it
-- are, and the day that the oldest of their sources is about.
select
    counted.category,
    coverage.district_2024_code,
    bool_and(coverage.is_covered) as is_covered,
    min(coverage.as_at) as as_at
from {{ ref('param_access_places') }} as counted
inner join {{ ref('place_coverage') }} as coverage
    on counted.place_category = coverage.category
group by counted.category, coverage.district_2024_code
