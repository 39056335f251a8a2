-- Every indicator of every source, in one shape. A share is computed here from its numerator and
-- denominator; any other value is the publisher's.
select
    'lsoa_2021' as area_type,
    lsoa_2021_code as area_code,
    indicator,
    date '2021-03-21' as period_start,
    date '2021-03-21' as period_end,
    numerator,
    denominator,
    {{ share('numerator', 'denominator') }} as value,
    source_id
from {{ ref('int_neighbourhood__census') }}
union all
select
    'msoa_2011' as area_type,
    msoa_2011_code as area_code,
    'addresses_with_private_outdoor_space' as indicator,
    date '2020-04-01' as period_start,
    date '2020-04-30' as period_end,
    addresses_with_outdoor_space as numerator,
    addresses as denominator,
    {{ share('addresses_with_outdoor_space', 'addresses') }} as value,
    'ons_private_gardens' as source_id
from {{ ref('stg_ons_private_gardens__msoas') }}
where {{ is_england('msoa_2011_code') }}
union all
select
    'msoa_2011' as area_type,
    msoa_2011_code as area_code,
    'net_household_income_after_housing_costs' as indicator,
    make_date(cast(financial_year_ending as bigint) - 1, 4, 1) as period_start,
    make_date(cast(financial_year_ending as bigint), 3, 31) as period_end,
    null as numerator,
    null as denominator,
    cast(net_income_after_housing_costs_gbp as decimal(18, 6)) as value,
    'ons_msoa_income' as source_id
from {{ ref('stg_ons_msoa_income__estimates') }}
where {{ is_england('msoa_2011_code') }}
union all
select
    'msoa_2011' as area_type,
    msoa_2011_code as area_code,
    'adults_who_trust_others' as indicator,
    date '2022-01-01' as period_start,
    date '2023-12-31' as period_end,
    null as numerator,
    null as denominator,
    cast(trusting_share as decimal(18, 6)) as value,
    'onward_good_neighbours' as source_id
from {{ ref('stg_onward_good_neighbours__msoas') }}
union all
select
    'lsoa_2011' as area_type,
    lsoa_2011_code as area_code,
    'average_distance_to_green_space' as indicator,
    date '2020-04-01' as period_start,
    date '2020-04-30' as period_end,
    null as numerator,
    null as denominator,
    cast(average_distance_metres as decimal(18, 6)) as value,
    'ons_public_green_space' as source_id
from {{ ref('stg_ons_public_green_space__lsoas') }}
where {{ is_england('lsoa_2011_code') }}
union all
select
    'lsoa_2011' as area_type,
    lsoa_2011_code as area_code,
    'people_per_square_kilometre' as indicator,
    date '2018-06-30' as period_start,
    date '2018-06-30' as period_end,
    null as numerator,
    null as denominator,
    cast(people_per_square_kilometre as decimal(18, 6)) as value,
    'ons_population_density18_lsoa11' as source_id
from {{ ref('stg_ons_population_density18_lsoa11__lsoas') }}
where {{ is_england('lsoa_2011_code') }}
union all
select
    'lsoa_2011' as area_type,
    lsoa_2011_code as area_code,
    'residents_mid_2020' as indicator,
    date '2020-06-30' as period_start,
    date '2020-06-30' as period_end,
    null as numerator,
    null as denominator,
    cast(residents as decimal(18, 6)) as value,
    'ons_population20_lsoa11' as source_id
from {{ ref('stg_ons_population20_lsoa11__lsoas') }}
where {{ is_england('lsoa_2011_code') }}
union all
select
    'lsoa_2021' as area_type,
    lsoa_2021_code as area_code,
    'residents_mid_2024' as indicator,
    date '2024-06-30' as period_start,
    date '2024-06-30' as period_end,
    null as numerator,
    null as denominator,
    cast(residents as decimal(18, 6)) as value,
    'ons_population24_lsoa21' as source_id
from {{ ref('stg_ons_population24_lsoa21__lsoas') }}
where {{ is_england('lsoa_2021_code') }}
