-- The ONS mean distance to the nearest park by LSOA of 2021: the mean over the LSOAs of 2011 that
-- its residents lived in, by their number; without those the source leaves out.
with shares as (
    select
        from_area_code as lsoa_2021_code,
        to_area_code as lsoa_2011_code,
        cast(weight as decimal(9, 6)) as weight
    from {{ ref('area_lookup') }}
    where from_area_type = 'lsoa_2021' and to_area_type = 'lsoa_2011'
)

select
    shares.lsoa_2021_code,
    cast(
        sum(shares.weight * distances.average_distance_metres) / sum(shares.weight)
        as decimal(18, 3)
    ) as mean_straight_line_metres,
    date '2020-04-30' as as_at
from shares
inner join {{ ref('stg_ons_public_green_space__lsoas') }} as distances
    on shares.lsoa_2011_code = distances.lsoa_2011_code
group by shares.lsoa_2021_code
