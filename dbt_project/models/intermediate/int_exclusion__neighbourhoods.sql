-- What `neighbourhood_statistics` leaves out, with the columns of `exclusions`: rows outside
-- England, counted by source and country, and indicators whose source was never had.
{% set published = [
    ('ons_private_gardens', 'msoas', 'msoa_2011_code'),
    ('ons_msoa_income', 'estimates', 'msoa_2011_code'),
    ('onward_good_neighbours', 'msoas', 'msoa_2011_code'),
    ('ons_public_green_space', 'lsoas', 'lsoa_2011_code'),
    ('ons_population_density18_lsoa11', 'lsoas', 'lsoa_2011_code'),
    ('ons_population20_lsoa11', 'lsoas', 'lsoa_2011_code'),
    ('ons_population24_lsoa21', 'lsoas', 'lsoa_2021_code'),
    ('ons_census21_topics', 'counts', 'lsoa_2021_code'),
    ('ons_census21_topics_live', 'counts', 'lsoa_2021_code'),
    ('ons_census21_age', 'counts', 'lsoa_2021_code'),
] %}
with indicators_not_held as (
    select indicators.source_id || ' ' || indicators.indicator as item
    from {{ ref('ref_neighbourhood_indicators') }} as indicators
    anti join {{ ref('int_neighbourhood__united') }} as united
        on indicators.indicator = united.indicator
),

countries as (
    select
        unnest(['W', 'S', 'N']) as initial,
        unnest(['Wales', 'Scotland', 'Northern Ireland']) as country_name,
        unnest(['W92000004', 'S92000003', 'N92000002']) as country_code
),

published_rows as (
    {% for source_id, table, column in published %}
    select
        '{{ source_id }}' as source_id,
        {{ column }} as area_code
    from {{ ref('stg_' ~ source_id ~ '__' ~ table) }}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
)

select
    'neighbourhood_statistics' as dataset,
    published_rows.source_id as item,
    'country' as area_type,
    countries.country_code as area_code,
    countries.country_name as area_name,
    'Outside England: the source covers more of the United Kingdom. Rows left out: ' || count(*)
        as reason
from published_rows
inner join countries on substr(published_rows.area_code, 1, 1) = countries.initial
group by published_rows.source_id, countries.country_code, countries.country_name
union all
{{ not_held("'neighbourhood_statistics'", 'indicators_not_held') }}
