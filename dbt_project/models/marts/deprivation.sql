{%- set editions = deprivation_editions() -%}
{% for edition, lsoa_type, staged, domains in editions %}
{% set outer_loop = loop %}
{% for domain in domains %}
select
    '{{ edition }}' as edition,
    '{{ lsoa_type }}' as lsoa_type,
    {{ lsoa_type }}_code as lsoa_code,
    {{ 'null' if lsoa_type == 'lsoa_2001' else lsoa_type ~ '_name' }} as lsoa_name,
    '{{ domain }}' as domain,
    cast({{ domain }}_score as decimal(9, 3)) as score,
    cast({{ domain }}_rank as integer) as rank,
    cast({{ domain }}_decile as integer) as decile
from {{ ref(staged) }}
where {{ domain }}_score is not null
{% if not (loop.last and outer_loop.last) %}union all{% endif %}
{% endfor %}
{% endfor %}
