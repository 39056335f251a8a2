-- The areas that are ranked, with the district and region in which most of their people live.
with shared as (
    select
        area_type,
        area_code,
        district_2024_code,
        region_code,
        sum(people) as people
    from {{ ref('int_need__members') }}
    group by all
)

select
    area_type,
    area_code,
    district_2024_code,
    region_code,
    cast(sum(people) over (partition by area_type, area_code) as decimal(18, 6)) as people
from shared
qualify row_number() over (
    partition by area_type, area_code order by people desc, district_2024_code asc
) = 1
