-- What the model of income deprivation below the LSOA reads: households by the dimensions they are
-- deprived in, of every LSOA and of every output area whose LSOA is known, with the LSOA's people.
-- The publisher perturbs each cell, so the shares are those of the table's own total.
with counts as (
    select
        'lsoa_2021' as area_type,
        lsoa_2021_code as area_code,
        category,
        observation
    from {{ ref('stg_ons_census21_topics__counts') }}
    where topic = 'Household deprivation'
    union all
    select
        'oa_2021' as area_type,
        oa_2021_code as area_code,
        category,
        observation
    from {{ ref('stg_ons_census21_deprivation_oa__counts') }}
),

households as (
    select
        area_type,
        area_code,
        {% for number in ['one', 'two', 'three', 'four'] %}
        sum(observation) filter (where category like '%deprived in {{ number }} %')
            as deprived_in_{{ number }},
        {% endfor %}
        sum(observation) filter (where starts_with(category, 'Total')) as household_count
    from counts
    group by area_type, area_code
),

placed as (
    select
        households.*,
        coalesce(lookup.lsoa_2021_code, households.area_code) as lsoa_2021_code
    from households
    left join {{ ref('stg_ons_oa21_lsoa21__output_areas') }} as lookup
        on households.area_code = lookup.output_area_2021_code
)

select
    placed.area_type,
    placed.area_code,
    placed.lsoa_2021_code,
    coalesce(lsoas.msoa, lsoas.district_code) as cluster_code,
    lsoas.is_rural,
    lsoas.population as lsoa_population,
    lsoas.income_deprived_count as lsoa_income_deprived_count,
    cast(placed.household_count as bigint) as household_count,
{% for number in ['one', 'two', 'three', 'four'] %}
coalesce(cast(placed.deprived_in_{{ number }} as double) / nullif(placed.household_count, 0), 0)
    as share_deprived_in_{{ number }}{% if not loop.last %},{% endif %}
{% endfor %}
from placed
inner join {{ ref('int_rural__lsoas') }} as lsoas
    on placed.lsoa_2021_code = lsoas.lsoa_code and lsoas.edition = 'iod_2025'
-- Where LSOAs' own households are not held there is nothing to fit, so no output area either.
where
    exists (
        select 1 from households
        where area_type = 'lsoa_2021'
    )
