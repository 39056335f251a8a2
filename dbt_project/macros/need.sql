{# The value of a parameter of the community need index: a row of the seed param_need. #}
{% macro need_param(name) -%}
    (
        select param_need.value
        from {{ ref('param_need') }} as param_need
        where param_need.parameter = '{{ name }}'
    )
{%- endmacro %}

{# A sum of products that does not depend on the order in which threads add: of numbers to nine
   decimals, below a thousand million. #}
{% macro summed_exactly(value, weight) -%}
    cast(
        sum(cast(cast({{ value }} as double) * cast({{ weight }} as double) as decimal(18, 9)))
        as double
    )
{%- endmacro %}

{# The versions of the index, and the column of param_need_indicators that says what is in each. #}
{% macro need_variants() -%}
    {{ return([('without_grants', 'in_default'), ('with_grants', 'in_with_grants')]) }}
{%- endmacro %}

{# Rates drawn towards the mean of their group: methods section 2. A subquery with one row for each
   row of the relation that has a denominator above nought.

   Arguments: the relation (or the name of a CTE); its columns numerator and denominator, with
   0 <= numerator <= denominator; the columns that make up a group of areas.

   Columns: those of the relation; shrunk_rate; shrunk_error, its standard error as a rate;
   own_weight, how much of it is the area's own. The only area of a group keeps its own rate. #}
{% macro shrunk_rates(relation, group) -%}
(
    with logits as (
        select
            *,
            cast(numerator as double) as r,
            cast(denominator as double) as n,
            cast(
                ln((numerator + 0.5) / (denominator - numerator + 0.5)) as decimal(18, 12)
            ) as log_odds
        from {{ relation }}
        where denominator > 0
    ),

    centred as (
        select
            *,
            (n + 1) * (n + 2) / (n * (r + 1) * (n - r + 1)) as own_variance,
            cast(sum(log_odds) over grouped as double) / count(*) over grouped as group_mean,
            count(*) over grouped as group_size
        from logits
        window grouped as (partition by {{ group | join(', ') }})
    ),

    spread as (
        select
            *,
            cast(
                sum(cast(power(log_odds - group_mean, 2) as decimal(18, 12))) over (
                    partition by {{ group | join(', ') }}
                ) as double
            ) / nullif(group_size - 1, 0) as group_variance
        from centred
    ),

    weighted as (
        select
            *,
            coalesce(group_variance / (group_variance + own_variance), 1) as own_weight
        from spread
    ),

    drawn as (
        select
            *,
            1 / (1 + exp(-(own_weight * log_odds + (1 - own_weight) * group_mean))) as shrunk_rate
        from weighted
    )

    select
        * exclude (
            r, n, log_odds, own_variance, group_mean, group_size, group_variance,
            own_weight, shrunk_rate
        ),
        own_weight,
        shrunk_rate,
        shrunk_rate * (1 - shrunk_rate) * sqrt(own_weight * own_variance) as shrunk_error
    from drawn
)
{%- endmacro %}

{# A value on the scale on which it is standardised, by the form of its indicator; the smallest
   value that has a logarithm is a thousandth of the unit. #}
{% macro reshaped(value, form) -%}
    case {{ form }}
        when 'square_root' then sqrt({{ value }})
        when 'log' then ln(greatest({{ value }}, 0.001))
        else {{ value }}
    end
{%- endmacro %}

{# How far that scale moves for one unit of the value. #}
{% macro reshaped_slope(value, form) -%}
    case {{ form }}
        when 'square_root' then 0.5 / sqrt(greatest({{ value }}, 0.001))
        when 'log' then 1 / greatest({{ value }}, 0.001)
        else 1
    end
{%- endmacro %}
