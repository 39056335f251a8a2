-- Green space by LSOA and larger area, by each way of measuring that is held. An area's share is of
-- those of its residents whose LSOA is known.
with members as (
    select
        origin_id,
        area_type,
        area_code,
        millionths
    from {{ ref('int_access__members') }}
    union all
    select
        origin_id,
        origin_type as area_type,
        origin_id as area_code,
        residents * 1000000 as millionths
    from {{ ref('int_access__origins') }}
),

reached as (
    select
        origin_id,
        bool_or(is_reached) filter (standard = 'doorstep') as doorstep,
        bool_or(is_reached) filter (standard = 'local') as local,
        bool_or(is_reached) filter (standard = 'neighbourhood') as neighbourhood,
        bool_or(is_reached) filter (standard = 'any size') as any_size
    from {{ ref('int_green__reached') }}
    group by origin_id
),

known as (
    select
        members.area_type,
        members.area_code,
        members.millionths,
        distances.mean_straight_line_metres as metres,
        reached.doorstep,
        reached.local,
        reached.neighbourhood,
        reached.any_size
    from members
    inner join {{ ref('int_access__origins') }} as origins
        on members.origin_id = origins.origin_id
    left join {{ ref('int_access__green_distance') }} as distances
        on origins.lsoa_2021_code = distances.lsoa_2021_code
    left join reached on members.origin_id = reached.origin_id
),

summed as (
    select
        area_type,
        area_code,
        coalesce(sum(millionths) filter (metres is not null), 0) as mean_people,
        sum(millionths * cast(metres * 1000 as bigint)) as mean_metres,
        sum(millionths) filter (metres <= 300) as mean_300,
        {% for standard in ['doorstep', 'local', 'neighbourhood', 'any_size'] -%}
        coalesce(
            sum(millionths) filter ({{ standard }} is not null), 0
        ) as {{ standard }}_people,
        sum(millionths) filter ({{ standard }}) as {{ standard }},
        {% endfor -%}
        sum(millionths) as all_people
    from known
    group by area_type, area_code
)

select
    area_type,
    area_code,
    cast(all_people / 1000000 as decimal(18, 3)) as residents_count,
    if(
        {{ is_enough('mean_people') }},
        cast(round(mean_metres / 1000 / nullif(mean_people, 0), 1) as decimal(18, 1)),
        null
    ) as mean_straight_line_metres_address_to_park_or_playing_field,
    if(
        {{ is_enough('mean_people') }},
        {{ share('coalesce(mean_300, 0)', 'mean_people') }},
        null
    ) as share_in_lsoas_with_mean_straight_line_up_to_300_m,
    {{ share('mean_people', 'all_people') }} as counted_share_mean_straight_line,
    {% for standard, name in {
        'doorstep': '200_m_straight_line_of_entrance_to_0_5_ha',
        'local': '300_m_straight_line_of_entrance_to_2_ha',
        'neighbourhood': '1000_m_straight_line_of_entrance_to_10_ha',
        'any_size': '300_m_straight_line_of_entrance_to_any_size',
    }.items() -%}
    if(
        {{ is_enough(standard ~ '_people') }},
        {{ share('coalesce(' ~ standard ~ ', 0)', standard ~ '_people') }},
        null
    ) as share_within_{{ name }},
    {% endfor -%}
    {{ share('local_people', 'all_people') }} as counted_share_entrances_by_size,
    {{ share('any_size_people', 'all_people') }} as counted_share_entrances_of_any_size
from summed
