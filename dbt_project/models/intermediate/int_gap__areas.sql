-- The wards of 2017 in each comparison: left behind, compared with, or neither; their district,
-- which is what the bootstrap draws; and their cell, within which like is compared with like. The
-- quarters of deprivation are those of all wards that are compared.
{% set definitions = {
    'published 225': ('is_published_225', 'is_other_deprived_published'),
    'ours, IMD 2019': ('is_left_behind_iod_2019', 'is_other_deprived_iod_2019'),
} %}
with wards as (
    select
        wards.*,
        areas.rural_population_share >= 0.5 as is_rural
    from {{ ref('left_behind_neighbourhoods') }} as wards
    inner join {{ ref('areas') }} as areas
        on wards.area_type = areas.area_type and wards.area_code = areas.area_code
    where wards.area_type = 'ward_2017'
),

compared as (
    {% for definition, (left_behind, other_deprived) in definitions.items() %}
    {% for comparator, is_compared in [
        ('other deprived', other_deprived), ('England', 'true'),
    ] %}
    select
        '{{ definition }}' as left_behind_definition,
        '{{ comparator }}' as comparator,
        area_code,
        district_2024_code,
        region_code,
        is_rural,
        iod_2019_average_score_rank,
        population_2021_count,
        {{ left_behind }} as is_left_behind,
        {{ is_compared }} as is_comparator
    from wards
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

ranked as (
    select
        *,
        row_number() over comparison as deprivation_order,
        count(*) over (
            partition by left_behind_definition, comparator, is_left_behind or is_comparator
        ) as ward_count
    from compared
    window
        comparison as (
            partition by left_behind_definition, comparator, is_left_behind or is_comparator
            order by iod_2019_average_score_rank, area_code
        )
)

select
    left_behind_definition,
    comparator,
    area_code as ward_2017_code,
    district_2024_code,
    population_2021_count,
    is_left_behind,
    is_comparator,
    case
        when is_left_behind or is_comparator
            then concat_ws(
                '|', region_code, {{ group_of_rank('deprivation_order', 'ward_count', 4) }},
                if(is_rural, 'rural', 'urban')
            )
    end as cell
from ranked
