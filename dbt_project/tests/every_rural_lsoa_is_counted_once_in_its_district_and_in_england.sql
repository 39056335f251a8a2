{{ config(meta={'dagster': {'ref': {'name': 'rural_need_by_district'}}}) }}
-- Districts and regions of an edition add up to England.
select
    edition,
    sum(case area_type when 'country' then rural_income_deprived_count end) as of_england,
    sum(case area_type when 'region' then rural_income_deprived_count end) as of_regions,
    sum(case when starts_with(area_type, 'district') then rural_income_deprived_count end)
        as of_districts
from {{ ref('rural_need_by_district') }}
group by edition
having
    sum(case area_type when 'country' then rural_income_deprived_count end)
    != sum(case area_type when 'region' then rural_income_deprived_count end)
    or sum(case area_type when 'country' then rural_income_deprived_count end)
    != sum(case when starts_with(area_type, 'district') then rural_income_deprived_count end)
