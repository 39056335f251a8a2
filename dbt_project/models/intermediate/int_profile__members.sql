-- Which LSOAs of 2021 make up each area that has a profile; each LSOA lies wholly in one.
{% for area_type in profiled_area_types() %}
select
    '{{ area_type }}' as area_type,
    {{ area_type }}_code as area_code,
    lsoa_2021_code
from {{ ref('int_lsoa_2021__areas') }}
where {{ area_type }}_code is not null
{% if not loop.last %}union all{% endif %}
{% endfor %}
