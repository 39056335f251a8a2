{%- set editions = [
    ('iod_2019', 'lsoa_2011', 'stg_mhclg_iod2019__lsoas'),
    ('iod_2025', 'lsoa_2021', 'stg_mhclg_iod2025__lsoas'),
] -%}
{% for edition, lsoa_type, staged in editions %}
{% set outer_loop = loop %}
{% for domain in deprivation_domains() %}
select
    '{{ edition }}' as edition,
    '{{ lsoa_type }}' as lsoa_type,
    {{ lsoa_type }}_code as lsoa_code,
    {{ lsoa_type }}_name as lsoa_name,
    '{{ domain }}' as domain,
    cast({{ domain }}_score as decimal(9, 3)) as score,
    cast({{ domain }}_rank as integer) as rank,
    cast({{ domain }}_decile as integer) as decile
from {{ ref(staged) }}
where {{ domain }}_score is not null
{% if not (loop.last and outer_loop.last) %}union all{% endif %}
{% endfor %}
{% endfor %}
