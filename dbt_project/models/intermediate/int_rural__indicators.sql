-- Each indicator of the rural index in each rural LSOA of 2021, and how many rural LSOAs are better
-- off. Indicators of 2019 come to LSOAs of 2021 as the mean over the residents' own.
with measured as (
    select
        'iod_2025' as edition,
        indicator,
        lsoa_2021_code,
        cast(value as decimal(18, 6)) as value
    from {{ ref('stg_mhclg_iod2025_indicators__indicators') }}
    union all
    select
        'iod_2019' as edition,
        indicators.indicator,
        lookup.to_area_code as lsoa_2021_code,
        cast(
            sum(indicators.value * lookup.shared_residents_count)
            / sum(lookup.shared_residents_count) as decimal(18, 6)
        ) as value
    from {{ ref('stg_mhclg_iod2019_indicators__indicators') }} as indicators
    inner join {{ ref('area_lookup') }} as lookup
        on
            indicators.lsoa_2011_code = lookup.from_area_code
            and lookup.from_area_type = 'lsoa_2011'
            and lookup.to_area_type = 'lsoa_2021'
            and lookup.shared_residents_count > 0
    where indicators.value is not null
    group by indicators.indicator, lookup.to_area_code
)

select
    used.component,
    used.edition,
    used.indicator,
    used.weight,
    measured.lsoa_2021_code,
    measured.value,
    rank() over places - 1 as better_off_count,
    percent_rank() over places as better_off_share
from {{ ref('param_rural_indicators') }} as used
inner join measured
    on used.edition = measured.edition and used.indicator = measured.indicator
inner join {{ ref('int_rural__lsoas') }} as lsoas
    on
        measured.lsoa_2021_code = lsoas.lsoa_code
        and lsoas.edition = 'iod_2025'
        and lsoas.is_rural
where measured.value is not null
window
    places as (
        partition by used.component, used.edition, used.indicator
        order by case when used.higher_is_worse then measured.value else -measured.value end
    )
