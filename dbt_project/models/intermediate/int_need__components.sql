-- The first principal component of each domain's indicators: loadings, and the share of variance
-- that it explains. The matrix of correlations is squared again and again, until its columns point
-- along it.
{% set squarings = 7 %}
with used as (
    select
        indicators.area_type,
        indicators.area_code,
        parameters.domain,
        indicators.indicator,
        indicators.standardised_value as value
    from {{ ref('int_need__indicators') }} as indicators
    inner join {{ ref('param_need_indicators') }} as parameters
        on indicators.indicator = parameters.indicator
    where parameters.in_default and parameters.weight > 0
),

upper_triangle as (
    select
        one.area_type,
        one.domain,
        one.indicator as one,
        other.indicator as other,
        coalesce(corr(one.value, other.value), 0) as correlation
    from used as one
    inner join used as other
        on
            one.area_type = other.area_type
            and one.area_code = other.area_code
            and one.domain = other.domain
            and one.indicator < other.indicator
    group by one.area_type, one.domain, one.indicator, other.indicator
),

correlations as (
    select *
    from upper_triangle
    union all
    select
        area_type,
        domain,
        other as one,
        one as other,
        correlation
    from upper_triangle
    union all
    select distinct
        area_type,
        domain,
        indicator as one,
        indicator as other,
        1 as correlation
    from used
),

squared_0 as (
    select
        area_type,
        domain,
        one,
        other,
        correlation as entry
    from correlations
),

{% for step in range(squarings) %}
squared_{{ step + 1 }} as (
    select
        rows.area_type,
        rows.domain,
        rows.one,
        columns.other,
        sum(rows.entry * columns.entry)
        / max(sum(rows.entry * columns.entry)) over (
            partition by rows.area_type, rows.domain
        ) as entry
    from squared_{{ step }} as rows
    inner join squared_{{ step }} as columns
        on
            rows.area_type = columns.area_type
            and rows.domain = columns.domain
            and rows.other = columns.one
    group by rows.area_type, rows.domain, rows.one, columns.other
),

{% endfor %}
-- Any column will do; that of the largest diagonal entry is farthest from nought.
anchors as (
    select
        area_type,
        domain,
        one as anchor
    from squared_{{ squarings }}
    where one = other
    qualify row_number() over (
        partition by area_type, domain order by round(entry, 6) desc, one asc
    ) = 1
),

directions as (
    select
        entries.area_type,
        entries.domain,
        entries.one as indicator,
        entries.entry / sqrt(
            sum(entries.entry * entries.entry) over (
                partition by entries.area_type, entries.domain
            )
        ) as direction
    from squared_{{ squarings }} as entries
    inner join anchors
        on
            entries.area_type = anchors.area_type
            and entries.domain = anchors.domain
            and entries.other = anchors.anchor
),

eigenvalues as (
    select
        correlations.area_type,
        correlations.domain,
        sum(correlations.correlation * one.direction * other.direction) as eigenvalue,
        sqrt(count(*)) as indicator_count
    from correlations
    inner join directions as one
        on
            correlations.area_type = one.area_type
            and correlations.domain = one.domain
            and correlations.one = one.indicator
    inner join directions as other
        on
            correlations.area_type = other.area_type
            and correlations.domain = other.domain
            and correlations.other = other.indicator
    group by correlations.area_type, correlations.domain
)

select
    directions.area_type,
    directions.domain,
    directions.indicator,
    round(directions.direction * sqrt(eigenvalues.eigenvalue), 4) as loading,
    round(eigenvalues.eigenvalue / eigenvalues.indicator_count, 4) as explained_share
from directions
inner join eigenvalues
    on
        directions.area_type = eigenvalues.area_type
        and directions.domain = eigenvalues.domain
