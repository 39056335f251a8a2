-- What `rural_pockets` and `deprivation_inequality` leave out, with the columns of `exclusions`.
with lookups as (
    select count(*) as output_area_count
    from {{ ref('int_rural__modelled') }}
    where area_type = 'oa_2021'
),

absent_indicators as (
    select used.edition || ' ' || used.indicator as item
    from {{ ref('param_rural_indicators') }} as used
    anti join {{ ref('int_rural__indicators') }} as held
        on used.edition = held.edition and used.indicator = held.indicator
),

costs_not_held as (
    select
        unnest([
            'cost: homes without mains gas',
            'cost: fuel poverty',
            'cost: house price against earnings by LSOA'
        ]) as item
)

select
    dataset,
    'output areas' as item,
    'oa_2021' as area_type,
    'all' as area_code,
    'Every output area' as area_name,
    'No copy of the lookup from output areas to LSOAs is held, so their counts cannot be made to '
    || 'add up to those of LSOAs and no pocket is named.' as reason
from (select unnest(['rural_pockets', 'deprivation_inequality']) as dataset) as datasets
cross join lookups
where lookups.output_area_count = 0
union all
{{ not_held("'rural_pockets'", 'absent_indicators', 'lsoa_2021', 'Every rural LSOA') }}
union all
{{ not_held("'rural_pockets'", 'costs_not_held', 'lsoa_2021', 'Every rural LSOA') }}
union all
select
    'rural_pockets' as dataset,
    'rural_index_score' as item,
    'lsoa_2021' as area_type,
    lsoas.lsoa_code as area_code,
    lsoas.lsoa_name as area_name,
    'An indicator of the rural index is withheld or missing here.' as reason
from {{ ref('int_rural__lsoas') }} as lsoas
anti join {{ ref('int_rural__index') }} as ranked
    on lsoas.lsoa_code = ranked.lsoa_2021_code
where
    lsoas.edition = 'iod_2025' and lsoas.is_rural
    and not exists (select 1 from absent_indicators)
union all
select
    'rural_need_by_district' as dataset,
    'published count of ' || edition as item,
    lsoa_type as area_type,
    lsoa_code as area_code,
    lsoa_name as area_name,
    'The publisher withholds this count; population times the published rate is used instead.'
        as reason
from {{ ref('int_rural__lsoas') }}
where starts_with(income_method, 'population')
