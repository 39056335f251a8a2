-- Left behind: in the worst tenth of areas of its kind both by deprivation and by community need.
{% set measures = ['iod_2019', 'iod_2025', 'need', 'need_with_grants'] %}
{% set editions = ['iod_2019', 'iod_2025'] %}
with judged as (
    select
        {% for measure in measures %}
        max(score) filter (where measure = '{{ measure }}') as {{ measure }}_score,
        max(rank) filter (where measure = '{{ measure }}') as {{ measure }}_rank,
        max(ranked_area_count) filter (where measure = '{{ measure }}')
            as {{ measure }}_ranked_area_count,
        bool_or(is_worst_tenth) filter (where measure = '{{ measure }}')
            as {{ measure }}_is_worst_tenth,
        max(margin_ranks) filter (where measure = '{{ measure }}') as {{ measure }}_margin_ranks,
        max(margin_score) filter (where measure = '{{ measure }}') as {{ measure }}_margin_score,
        {% endfor %}
        area_type,
        area_code
    from {{ ref('int_left_behind__judged') }}
    group by area_type, area_code
)

select
    located.area_type,
    located.area_code,
    located.area_name,
    located.district_2024_code,
    located.district_2024_name,
    located.region_code,
    located.region_name,
    listed.residents as population_2021_count,
    {% for edition in editions %}
    judged.{{ edition }}_is_worst_tenth and judged.need_is_worst_tenth
        as is_left_behind_{{ edition }},
    {% endfor %}
    {% for edition in editions %}
    cast(draws.left_behind_{{ edition }}_probability as double)
        as left_behind_{{ edition }}_probability,
    {{ certainty_class('draws.left_behind_' ~ edition ~ '_probability') }}
        as left_behind_{{ edition }}_class,
    {% endfor %}
    {% for edition in editions %}
    judged.{{ edition }}_is_worst_tenth as is_deprived_{{ edition }},
    judged.{{ edition }}_score as {{ edition }}_average_score,
    judged.{{ edition }}_rank as {{ edition }}_average_score_rank,
    judged.{{ edition }}_margin_ranks,
    judged.{{ edition }}_margin_score,
    {% endfor %}
    judged.iod_2025_ranked_area_count as deprivation_ranked_area_count,
    judged.need_is_worst_tenth as is_in_need,
    judged.need_score,
    judged.need_rank,
    {{ group_of_rank('judged.need_rank', 'judged.need_ranked_area_count', 10) }} as need_decile,
    judged.need_margin_ranks,
    judged.need_margin_score,
    judged.need_ranked_area_count,
    judged.need_with_grants_is_worst_tenth as is_in_need_with_grants,
    judged.need_with_grants_rank,
    {% for edition in editions %}
    judged.{{ edition }}_is_worst_tenth and not judged.need_is_worst_tenth
        as is_other_deprived_{{ edition }},
    {% endfor %}
    listed.published_225_share,
    listed.published_225_share >= {{ param('listed_share') }} as is_published_225,
    judged.iod_2019_is_worst_tenth and listed.published_225_share = 0
        as is_other_deprived_published,
    listed.pride_in_place_share,
    listed.pride_in_place_share >= {{ param('listed_share') }} as is_pride_in_place
from {{ ref('int_left_behind__located') }} as located
inner join {{ ref('int_left_behind__listed') }} as listed
    on located.area_type = listed.area_type and located.area_code = listed.area_code
inner join judged
    on located.area_type = judged.area_type and located.area_code = judged.area_code
left join {{ ref('int_need__draws') }} as draws
    on
        located.area_type = draws.area_type
        and located.area_code = draws.area_code
        and draws.index_variant = 'without_grants'
