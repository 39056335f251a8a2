-- Every indicator of every source, in one shape. A share is computed here from its numerator and
-- denominator; any other value is the publisher's.
{% set published = [
    {
        'source_id': 'ons_private_gardens', 'table': 'msoas', 'area_type': 'msoa_2011',
        'indicator': 'addresses_with_private_outdoor_space',
        'start': "date '2020-04-01'", 'end': "date '2020-04-30'",
        'numerator': 'addresses_with_outdoor_space', 'denominator': 'addresses',
    },
    {
        'source_id': 'ons_msoa_income', 'table': 'estimates', 'area_type': 'msoa_2011',
        'indicator': 'net_household_income_after_housing_costs',
        'start': 'make_date(cast(financial_year_ending as bigint) - 1, 4, 1)',
        'end': 'make_date(cast(financial_year_ending as bigint), 3, 31)',
        'value': 'net_income_after_housing_costs_gbp',
    },
    {
        'source_id': 'onward_good_neighbours', 'table': 'msoas', 'area_type': 'msoa_2011',
        'indicator': 'adults_who_trust_others',
        'start': "date '2022-01-01'", 'end': "date '2023-12-31'",
        'value': 'trusting_share',
    },
    {
        'source_id': 'ons_public_green_space', 'table': 'lsoas', 'area_type': 'lsoa_2011',
        'indicator': 'average_distance_to_green_space',
        'start': "date '2020-04-01'", 'end': "date '2020-04-30'",
        'value': 'average_distance_metres',
    },
    {
        'source_id': 'ons_population_density18_lsoa11', 'table': 'lsoas', 'area_type': 'lsoa_2011',
        'indicator': 'people_per_square_kilometre',
        'start': "date '2018-06-30'", 'end': "date '2018-06-30'",
        'value': 'people_per_square_kilometre',
    },
    {
        'source_id': 'ons_population20_lsoa11', 'table': 'lsoas', 'area_type': 'lsoa_2011',
        'indicator': 'residents_mid_2020',
        'start': "date '2020-06-30'", 'end': "date '2020-06-30'",
        'value': 'residents',
    },
    {
        'source_id': 'ons_population24_lsoa21', 'table': 'lsoas', 'area_type': 'lsoa_2021',
        'indicator': 'residents_mid_2024',
        'start': "date '2024-06-30'", 'end': "date '2024-06-30'",
        'value': 'residents',
    },
] %}
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
{% for held in published %}
union all
select
    '{{ held.area_type }}' as area_type,
    {{ held.area_type }}_code as area_code,
    '{{ held.indicator }}' as indicator,
    {{ held.start }} as period_start,
    {{ held.end }} as period_end,
    {{ held.numerator or 'null' }} as numerator,
    {{ held.denominator or 'null' }} as denominator,
    {% if held.value %}
    cast({{ held.value }} as decimal(18, 6)) as value,
    {% else %}
    {{ share(held.numerator, held.denominator) }} as value,
    {% endif %}
    '{{ held.source_id }}' as source_id
from {{ ref('stg_' ~ held.source_id ~ '__' ~ held.table) }}
where {{ is_england(held.area_type ~ '_code') }}
{% endfor %}
