-- Which LSOAs, with which share of their people, make up each area that is judged left behind or
-- not, by boundary method. is_changed: the LSOA was split, merged or redrawn on the way.
{% set area_types = ['lsoa_2021', 'msoa_2021', 'ward_2017', 'ward_2024', 'ward_2025'] %}
{% set of_2011 = lookup_side_2011() %}
{% for lsoa_type in ['lsoa_2011', 'lsoa_2021'] %}
{% set outer_loop = loop %}
{% for area_type in area_types %}
{% set is_across = (lsoa_type in of_2011) != (area_type in of_2011) %}
select
    '{{ lsoa_type }}' as lsoa_type,
    {{ lsoa_type }}_code as lsoa_code,
    '{{ area_type }}' as area_type,
    {{ area_type }}_code as area_code,
    boundary_method,
    {{ 'bool_or(is_changed)' if is_across else 'false' }} as is_changed,
    cast(
        sum(shared_residents)
        / sum(sum(shared_residents)) over (partition by boundary_method, {{ lsoa_type }}_code)
        as decimal(18, 12)
    ) as weight
from {{ ref('int_left_behind__atoms') }}
where {{ area_type }}_code is not null
group by boundary_method, {{ lsoa_type }}_code, {{ area_type }}_code
{% if not (loop.last and outer_loop.last) %}union all{% endif %}
{% endfor %}
{% endfor %}
