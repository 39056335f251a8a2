-- How far two definitions name the same areas: report, never fit. Agreement by chance is taken from
-- how often each definition says yes (Cohen's kappa).
{% set columns = {
    'published_225': 'is_published_225',
    'pride_in_place': 'is_pride_in_place',
    'left_behind_iod_2019': 'is_left_behind_iod_2019',
    'left_behind_iod_2025': 'is_left_behind_iod_2025',
    'deprived_iod_2019': 'is_deprived_iod_2019',
    'deprived_iod_2025': 'is_deprived_iod_2025',
    'in_need': 'is_in_need',
    'in_need_with_grants': 'is_in_need_with_grants',
} %}
{% set measures = {
    'deprived_iod_2019': 'iod_2019', 'deprived_iod_2025': 'iod_2025', 'in_need': 'need',
    'in_need_with_grants': 'need_with_grants',
} %}
{% set names = columns.keys() | list %}
with scoped as (
    select
        *,
        unnest([region_code, 'E92000001']) as scope_code
    from {{ ref('left_behind_neighbourhoods') }}
),

counted as (
    {% for a in names %}
    {% set outer_loop = loop %}
    {% for b in names[loop.index:] %}
    select
        area_type,
        scope_code,
        '{{ a }}' as definition_a,
        '{{ b }}' as definition_b,
        '{{ measures.get(a, 'none') }}' as measure_a,
        '{{ measures.get(b, 'none') }}' as measure_b,
        count(*) as area_count,
        count(*) filter (where {{ columns[a] }}) as a_count,
        count(*) filter (where {{ columns[b] }}) as b_count,
        count(*) filter (where {{ columns[a] }} and {{ columns[b] }}) as both_count
    from scoped
    where {{ columns[a] }} is not null and {{ columns[b] }} is not null
    group by area_type, scope_code
    {% if not (loop.last and outer_loop.index == names | length - 1) %}union all{% endif %}
    {% endfor %}
    {% endfor %}
),

compared as (
    select
        *,
        a_count + b_count - both_count as either_count,
        cast(area_count - a_count - b_count + 2 * both_count as double) / area_count as agreed,
        (
            cast(a_count as double) * b_count
            + cast(area_count - a_count as double) * (area_count - b_count)
        ) / area_count / area_count as agreed_by_chance
    from counted
)

select
    compared.area_type,
    compared.scope_code,
    named.area_name as scope_name,
    compared.definition_a,
    compared.definition_b,
    cast(compared.area_count as integer) as area_count,
    cast(compared.a_count as integer) as a_count,
    cast(compared.b_count as integer) as b_count,
    cast(compared.both_count as integer) as both_count,
    cast(compared.either_count as integer) as either_count,
    cast(compared.both_count as double) / nullif(compared.either_count, 0) as jaccard_share,
    cast(compared.both_count as double) / nullif(compared.a_count, 0) as a_in_b_share,
    cast(compared.both_count as double) / nullif(compared.b_count, 0) as b_in_a_share,
    round(
        (compared.agreed - compared.agreed_by_chance) / nullif(1 - compared.agreed_by_chance, 0), 9
    ) as cohen_kappa,
    round(concordance.kendall_tau, 9) as kendall_tau
from compared
inner join {{ ref('int_area__named') }} as named
    on
        compared.scope_code = named.area_code
        and named.area_type in ('region', 'country')
left join {{ ref('int_left_behind__concordance') }} as concordance
    on
        compared.area_type = concordance.area_type
        and compared.scope_code = concordance.region_code
        and compared.measure_a = concordance.measure_a
        and compared.measure_b = concordance.measure_b
