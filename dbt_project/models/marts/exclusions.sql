with looked_up as (
    select
        to_area_type as area_type,
        to_area_code as area_code
    from {{ ref('area_lookup') }}
),

sources_not_held as (
    select listed.source_id as item
    from (
        select
            unnest({{ statistics_sources() + shaped_statistics_sources() | map('first') | list }})
                as source_id
    ) as listed
    anti join {{ ref('int_statistics__united') }} as united
        on listed.source_id = united.source_id
),

published_domains as (
    {% for edition, lsoa_type, _, _ in deprivation_editions() %}
    select
        '{{ edition }}' as edition,
        '{{ lsoa_type }}' as area_type,
        unnest({{ deprivation_domains() }}) as domain
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

absent_domains as (
    select
        published.area_type,
        published.edition || ' ' || published.domain as item
    from published_domains as published
    anti join {{ ref('deprivation') }} as deprivation
        on
            published.edition = deprivation.edition
            and published.domain = deprivation.domain
)

select
    'areas' as dataset,
    'all columns' as item,
    area_type,
    area_code,
    area_name,
    'Outside England: the source covers more of the United Kingdom than we do.' as reason
from {{ ref('int_area__named') }}
where not is_england
union all
{{ without_lsoa(
    ['area_lookup'], 'looked_up', ['ward_2017', 'ward_2019', 'ward_2024', 'ward_2025']
) }}
union all
{{ without_lsoa(['deprivation_summary'], ref('deprivation_summary')) }}
union all
select
    'district_statistics' as dataset,
    'all columns' as item,
    'as published' as area_type,
    area_code,
    min(area_name) as area_name,
    case
        when starts_with(area_code, 'TL')
            then 'An ITL area: districts, counties and regions are used instead.'
        else 'Outside England, or more of the United Kingdom than England.'
    end as reason
from {{ ref('int_statistics__united') }}
group by area_code
having not bool_or(is_used)
union all
select
    'district_statistics' as dataset,
    source_id || ': repeated listings' as item,
    'as published' as area_type,
    area_code,
    min(area_name) as area_name,
    'The source lists the area among the ITL areas too; that listing is left out. Rows left out: '
    || count(*) as reason
from {{ ref('int_statistics__united') }}
where not is_used
group by source_id, area_code
having {{ is_england('area_code') }}
union all
{{ not_held("'district_statistics'", 'sources_not_held') }}
union all
select
    'deprivation' as dataset,
    item,
    area_type,
    'all' as area_code,
    'Every LSOA' as area_name,
    'No copy that is held has these columns.' as reason
from absent_domains
union all
select
    'deprivation' as dataset,
    edition || ' ' || domain || ' rank and decile' as item,
    lsoa_type as area_type,
    'all' as area_code,
    'Every LSOA' as area_name,
    'No copy that is held has these columns.' as reason
from {{ ref('deprivation') }}
group by edition, domain, lsoa_type
having count(rank) = 0
union all
select
    'deprivation_summary' as dataset,
    edition || ' employment_deprived_count' as item,
    area_type,
    'all' as area_code,
    'Every area' as area_name,
    'The copy of the publisher''s file that is held lacks the working-age population.' as reason
from {{ ref('deprivation_summary') }}
group by edition, area_type
having count(employment_deprived_count) = 0
union all
select *
from {{ ref('int_exclusion__neighbourhoods') }}
union all
select *
from {{ ref('int_exclusion__places') }}
union all
select *
from {{ ref('int_exclusion__profiles') }}
union all
select *
from {{ ref('int_exclusion__regeneration') }}
union all
select *
from {{ ref('int_exclusion__organisations') }}
union all
select *
from {{ ref('int_exclusion__council_finance') }}
union all
select *
from {{ ref('int_exclusion__postcodes') }}
union all
select *
from {{ ref('int_exclusion__council_payments') }}
union all
select *
from {{ ref('int_exclusion__grants') }}
union all
select *
from {{ ref('int_exclusion__left_behind') }}
union all
select *
from {{ ref('int_exclusion__rural') }}
union all
select *
from {{ ref('int_exclusion__need') }}
union all
select *
from {{ ref('int_exclusion__access') }}
