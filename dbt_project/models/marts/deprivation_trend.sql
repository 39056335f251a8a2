-- Ranks of four editions of the indices on areas of one vintage; scores of editions are never
-- compared.
{% set editions = deprivation_editions() | map('first') | list %}
with ranked as (
    select
        *,
        {{ group_of_rank('average_score_rank', 'ranked_area_count', 10) }} as decile,
        {{ group_of_rank('average_score_rank', 'ranked_area_count', 100) }} as percentile
    from {{ ref('int_left_behind__ranked') }}
    where boundary_method = 'best_fit'
),

spread as (
    select
        area_type,
        area_code,
        {% for edition in editions %}
        max(average_score_rank) filter (where edition = '{{ edition }}') as {{ edition }}_rank,
        max(ranked_area_count) filter (where edition = '{{ edition }}')
            as {{ edition }}_ranked_area_count,
        max(decile) filter (where edition = '{{ edition }}') as {{ edition }}_decile,
        max(percentile) filter (where edition = '{{ edition }}') as {{ edition }}_percentile,
        bool_or(is_apportioned) filter (where edition = '{{ edition }}')
            as {{ edition }}_is_apportioned,
        {% endfor %}
        cast(count(*) as integer) as edition_count,
        cast(count(*) filter (where decile = 1) as integer) as worst_tenth_edition_count,
        string_agg(if(decile = 1, '1', '0'), '' order by edition) as worst_tenth_pattern
    from ranked
    group by area_type, area_code
)

select
    spread.area_type,
    spread.area_code,
    located.area_name,
    located.district_2024_code,
    located.district_2024_name,
    located.region_code,
    located.region_name,
    {% for edition in editions %}
    spread.{{ edition }}_rank,
    spread.{{ edition }}_ranked_area_count,
    spread.{{ edition }}_decile,
    spread.{{ edition }}_percentile,
    spread.{{ edition }}_is_apportioned,
    {% endfor %}
    spread.edition_count,
    spread.worst_tenth_edition_count,
    case
        when regexp_full_match(spread.worst_tenth_pattern, '1+') then 'always'
        when regexp_full_match(spread.worst_tenth_pattern, '0+') then 'never'
        when regexp_full_match(spread.worst_tenth_pattern, '0+1+') then 'entered'
        when regexp_full_match(spread.worst_tenth_pattern, '1+0+') then 'left'
        else 'in and out'
    end as persistence
from spread
inner join {{ ref('int_left_behind__located') }} as located
    on spread.area_type = located.area_type and spread.area_code = located.area_code
