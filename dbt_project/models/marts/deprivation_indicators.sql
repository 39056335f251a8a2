{%- set editions = [
    ('iod_2019', 'lsoa_2011', 'stg_mhclg_iod2019_indicators__indicators'),
    ('iod_2025', 'lsoa_2021', 'stg_mhclg_iod2025_indicators__indicators'),
] -%}
with united as (
    {% for edition, lsoa_type, staged in editions %}
    select
        '{{ edition }}' as edition,
        '{{ lsoa_type }}' as lsoa_type,
        {{ lsoa_type }}_code as lsoa_code,
        indicator,
        value
    from {{ ref(staged) }}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
)

-- An indicator that the seed does not describe yet is kept, under the publisher's name.
select
    united.edition,
    united.lsoa_type,
    united.lsoa_code,
    united.indicator,
    coalesce(described.title, united.indicator) as title,
    described.domain,
    coalesce(described.unit, 'as published') as unit,
    cast(united.value as decimal(18, 3)) as value,
    case when united.value is null then 'suppressed' else 'published' end as status
from united
left join {{ ref('ref_deprivation_indicators') }} as described
    on united.indicator = described.indicator
