-- Each area as a point: its dimensions in standard deviations from the mean area of its kind, times
-- the square root of their weights. Sums are of exact decimals. A dimension that is the same
-- everywhere tells nothing; an area that lacks a dimension has no point. Heavier dimensions stand
-- first.
with moments as (
    select
        area_type,
        dimension,
        cast(count(*) as double) as areas,
        cast(sum(value) as double) as total,
        cast(sum(cast(value as decimal(20, 6)) * cast(value as decimal(18, 6))) as double)
            as squares
    from {{ ref('int_similar__dimensions') }}
    group by area_type, dimension
),

spread as (
    select
        area_type,
        dimension,
        total / areas as mean,
        sqrt(greatest(squares / areas - (total / areas) * (total / areas), 0)) as deviation,
        count(*) over (partition by area_type) as dimension_count
    from moments
),

standardised as (
    select
        measured.area_type,
        measured.area_code,
        measured.dimension,
        spread.dimension_count,
        coalesce(
            round(
                (cast(measured.value as double) - spread.mean)
                / nullif(round(spread.deviation, 9), 0),
                6
            ),
            0
        ) as standardised_value,
        sqrt(cast(dimensions.weight as double)) as root_weight
    from {{ ref('int_similar__dimensions') }} as measured
    inner join spread
        on
            measured.area_type = spread.area_type
            and measured.dimension = spread.dimension
    inner join {{ ref('param_similarity') }} as dimensions
        on measured.dimension = dimensions.dimension
)

select
    area_type,
    area_code,
    list(standardised_value * root_weight order by root_weight desc, dimension asc) as position
from standardised
group by area_type, area_code
having count(*) = max(dimension_count)
