-- The people of each pair of LSOAs 2011 and 2021 with the areas they are counted in, once for each
-- boundary method. best_fit puts an LSOA into one ward whole, as `area_lookup` does. apportioned
-- shares its people out by the wards of its live postcodes (ward codes of 2024 in Code-Point Open);
-- a code that a vintage does not know, or whose ward owns no LSOA, leaves them where best fit does.
{% set ward_types = ['ward_2017', 'ward_2024', 'ward_2025'] %}
with overlap as (
    select
        lsoa_2011_code,
        lsoa_2021_code,
        change_code != 'U' as is_changed,
        msoa_2021_code,
        ward_2017_code,
        ward_2024_code,
        ward_2025_code,
        shared_residents
    from {{ ref('int_lsoa__overlap') }}
),

ward_postcodes as (
    select
        lsoa_2021_code,
        published_ward_code as ward_code,
        count(*) as postcodes,
        sum(count(*)) over (partition by lsoa_2021_code) as lsoa_postcodes
    from {{ ref('postcodes') }}
    where source_id = 'os_code_point_open' and published_ward_code is not null
    group by lsoa_2021_code, published_ward_code
),

{% for ward_type in ward_types %}
of_{{ ward_type }} as (
    select distinct {{ ward_type }}_code as ward_code
    from overlap
),

{% endfor %}
apportioned as (
    select
        'apportioned' as boundary_method,
        overlap.lsoa_2011_code,
        overlap.lsoa_2021_code,
        overlap.is_changed,
        overlap.msoa_2021_code,
        {%- for ward_type in ward_types %}
        coalesce(of_{{ ward_type }}.ward_code, overlap.{{ ward_type }}_code)
            as {{ ward_type }}_code,
        {%- endfor %}
        cast(
            overlap.shared_residents
            * coalesce(ward_postcodes.postcodes / ward_postcodes.lsoa_postcodes, 1)
            as decimal(18, 6)
        ) as shared_residents
    from overlap
    left join ward_postcodes on overlap.lsoa_2021_code = ward_postcodes.lsoa_2021_code
    {%- for ward_type in ward_types %}
    left join of_{{ ward_type }} on ward_postcodes.ward_code = of_{{ ward_type }}.ward_code
    {%- endfor %}
)

select
    'best_fit' as boundary_method,
    *
from overlap
union all
select *
from apportioned
