{{ config(meta={'dagster': {'ref': {'name': 'deprivation_trend'}}}) }}
{% for edition in deprivation_editions() | map('first') %}
select
    area_type,
    '{{ edition }}' as edition
from {{ ref('deprivation_trend') }}
group by area_type
having
    count(distinct {{ edition }}_rank) != count({{ edition }}_rank)
    or max({{ edition }}_rank) != count({{ edition }}_rank)
    or max({{ edition }}_ranked_area_count) != count({{ edition }}_rank)
{% if not loop.last %}union all{% endif %}
{% endfor %}
