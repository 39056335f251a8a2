-- Conversions from finer to coarser areas, or between vintages. Areas of the same side nest by
-- best fit or by law; a conversion that crosses from 2011 to 2021 census areas, or between areas
-- that do not nest, is apportioned by residents. Source residents include those outside every
-- target.
{% set side_2011, pairs = lookup_side_2011(), lookup_pairs() %}
{% set not_nested = [('region', 'combined_authority_2023')] %}
with overlap as (
    select * from {{ ref('int_lsoa__overlap') }}
),

shared as (
    {% for from_type, to_type in pairs %}
    select
        '{{ from_type }}' as from_area_type,
        {{ from_type }}_code as from_area_code,
        '{{ to_type }}' as to_area_type,
        {{ to_type }}_code as to_area_code,
        {% if (from_type in side_2011) != (to_type in side_2011)
            or (from_type, to_type) in not_nested -%}
        'apportioned'
        {%- elif 'ward_2025' in (from_type, to_type)
            or 'constituency_2024' in (from_type, to_type) -%}
        'centroid in polygon'
        {%- elif to_type == 'district_2019' -%}
        'as published with IoD 2019'
        {%- elif 'ward' in to_type or 'ward' in from_type -%}
        'best fit'
        {%- else -%}
        'nested'
        {%- endif %} as method,
        cast(sum(shared_residents) as decimal(18, 6)) as shared_residents
    from overlap
    where {{ from_type }}_code is not null
    group by all
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

weighted as (
    select
        *,
        cast(
            sum(shared_residents) over (
                partition by from_area_type, from_area_code, to_area_type
            ) as decimal(18, 6)
        ) as source_residents
    from shared
)

select
    from_area_type,
    from_area_code,
    to_area_type,
    to_area_code,
    method,
    cast(shared_residents as double) / cast(source_residents as double) as weight,
    shared_residents as shared_residents_count,
    source_residents as source_residents_count
from weighted
where to_area_code is not null
