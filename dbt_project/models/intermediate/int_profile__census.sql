-- The counts of each census indicator, added up from LSOAs.
select
    members.area_type,
    members.area_code,
    statistics.indicator,
    sum(statistics.numerator) as numerator,
    sum(statistics.denominator) as denominator
from {{ ref('neighbourhood_statistics') }} as statistics
inner join {{ ref('int_profile__members') }} as members
    on statistics.area_code = members.lsoa_2021_code
where statistics.area_type = 'lsoa_2021' and statistics.numerator is not null
group by members.area_type, members.area_code, statistics.indicator
