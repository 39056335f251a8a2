-- Kendall's tau between pairs of ranks, in England and by region. Pairs of areas that two rankings
-- put the other way round are counted bit by bit: two ranks differ first at one bit, and of those
-- that agree above it, each 0 that follows a 1 is a pair the other way round.
{% set pairs = [
    ('iod_2019', 'iod_2025'), ('iod_2019', 'need'), ('iod_2025', 'need'),
    ('need', 'need_with_grants'),
] %}
with scopes as (
    select
        located.area_type,
        located.area_code,
        unnest([located.region_code, 'E92000001']) as region_code
    from {{ ref('int_left_behind__located') }} as located
),

paired as (
    {% for one, other in pairs %}
    select
        scopes.area_type,
        scopes.region_code,
        '{{ one }}' as measure_a,
        '{{ other }}' as measure_b,
        a.rank as rank_a,
        b.rank as rank_b
    from scopes
    inner join {{ ref('int_left_behind__judged') }} as a
        on
            scopes.area_type = a.area_type
            and scopes.area_code = a.area_code
            and a.measure = '{{ one }}'
    inner join {{ ref('int_left_behind__judged') }} as b
        on
            scopes.area_type = b.area_type
            and scopes.area_code = b.area_code
            and b.measure = '{{ other }}'
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

sets as (
    select
        area_type,
        region_code,
        measure_a,
        measure_b,
        count(*) as areas,
        row_number() over (
            order by area_type, region_code, measure_a, measure_b
        ) as set_number
    from paired
    group by area_type, region_code, measure_a, measure_b
),

numbered as (
    select
        sets.set_number,
        sets.areas,
        cast(paired.rank_a as integer) as place,
        cast(
            row_number() over (partition by sets.set_number order by paired.rank_b) - 1 as integer
        ) as number
    from paired
    inner join sets
        on
            paired.area_type = sets.area_type
            and paired.region_code = sets.region_code
            and paired.measure_a = sets.measure_a
            and paired.measure_b = sets.measure_b
),

bits as (
    select
        numbered.set_number,
        numbered.place,
        (numbered.number >> levels.bit) & 1 as is_one,
        (((numbered.set_number << 4) | levels.bit) << 16) | (numbered.number >> (levels.bit + 1))
            as above
    from numbered
    inner join range(16) as levels (bit) on (numbered.areas - 1) >> levels.bit > 0
),

counted as (
    select
        set_number,
        is_one,
        sum(is_one) over (partition by above order by place) as ones_before
    from bits
),

discordant as (
    select
        set_number,
        sum(ones_before) as discordant_pairs
    from counted
    where is_one = 0
    group by set_number
)

select
    sets.area_type,
    sets.region_code,
    sets.measure_a,
    sets.measure_b,
    1 - 4 * cast(discordant.discordant_pairs as double) / nullif(sets.areas * (sets.areas - 1), 0)
        as kendall_tau
from sets
left join discordant on sets.set_number = discordant.set_number
