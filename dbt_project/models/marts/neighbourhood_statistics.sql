-- An area of England that a source leaves out has a row that says so: it is not zero.
with measured as (
    select distinct
        area_type,
        indicator,
        period_start,
        period_end,
        source_id
    from {{ ref('int_neighbourhood__united') }}
),

not_covered as (
    select
        measured.area_type,
        named.area_code,
        measured.indicator,
        measured.period_start,
        measured.period_end,
        measured.source_id
    from measured
    inner join {{ ref('int_area__named') }} as named
        on measured.area_type = named.area_type and named.is_england
    anti join {{ ref('int_neighbourhood__united') }} as united
        on
            measured.area_type = united.area_type
            and named.area_code = united.area_code
            and measured.indicator = united.indicator
            and measured.period_start = united.period_start
)

select
    united.area_type,
    united.area_code,
    united.indicator,
    united.period_start,
    united.period_end,
    indicators.unit,
    united.numerator,
    united.denominator,
    united.value,
    case when united.value is null then 'suppressed' else 'published' end as status,
    united.source_id
from {{ ref('int_neighbourhood__united') }} as united
inner join {{ ref('ref_neighbourhood_indicators') }} as indicators
    on united.indicator = indicators.indicator
union all
select
    not_covered.area_type,
    not_covered.area_code,
    not_covered.indicator,
    not_covered.period_start,
    not_covered.period_end,
    indicators.unit,
    null as numerator,
    null as denominator,
    null as value,
    'not covered' as status,
    not_covered.source_id
from not_covered
inner join {{ ref('ref_neighbourhood_indicators') }} as indicators
    on not_covered.indicator = indicators.indicator
