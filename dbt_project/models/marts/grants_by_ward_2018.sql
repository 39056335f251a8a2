select
    amounts.funder_name,
    cast(amounts.award_year as integer) as award_year,
    amounts.ward_code as ward_2017_code,
    ward.ward_2017_name,
    amounts.district_code,
    amounts.district_name,
    amounts.region_name,
    {{ is_england('amounts.ward_code') }} as is_in_england,
    amounts.grants as grant_count,
    amounts.amount_pence,
    population.residents as resident_count
from {{ ref('stg_threesixty_grantnav_2018__amounts') }} as amounts
left join {{ ref('stg_ons_ward17__wards') }} as ward on amounts.ward_code = ward.ward_2017_code
left join {{ ref('stg_threesixty_ward_population__wards') }} as population
    on amounts.ward_code = population.ward_code
