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

{# The domains of the index: columns of community_need_index begin with their names. #}
{% macro need_domains() -%}
    {{ return(['civic_assets', 'connectedness', 'active_engaged']) }}
{%- endmacro %}

{# The versions of the index, and the column of param_need_indicators that says what is in each. #}
{% macro need_variants() -%}
    {{ return([('without_grants', 'in_default'), ('with_grants', 'in_with_grants')]) }}
{%- endmacro %}

{# Rates drawn towards the rate of their group: methods section 2. A subquery with one row for each
   row of the relation that has a denominator above nought.

   Arguments: the relation (or the name of a CTE); its columns numerator and denominator, with
   0 <= numerator <= denominator; the columns that make up a group of areas.

   Columns: those of the relation; own_weight, how much of the result is the area's own;
   shrunk_rate; shrunk_error, its standard error as a rate. The only area of a group keeps its own
   rate, its odds counted with half a case more on either side as everywhere. #}
{% macro shrunk_rates(relation, group) -%}
(
    with logits as (
        select
            *,
            cast(numerator as double) as r,
            cast(denominator as double) as n,
            cast(
                sum(cast(numerator as decimal(18, 6))) over grouped as double
            ) as group_r,
            cast(
                sum(cast(denominator as decimal(18, 6))) over grouped as double
            ) as group_n,
            count(*) over grouped as group_size
        from {{ relation }}
        where denominator > 0
        window grouped as (partition by {{ group | join(', ') }})
    ),

    measured_odds as (
        select
            *,
            ln((r + 0.5) / (n - r + 0.5)) as log_odds,
            ln((group_r + 0.5) / (group_n - group_r + 0.5)) as group_log_odds,
            (n + 1) * (n + 2) / (n * (r + 1) * (n - r + 1)) as own_variance
        from logits
    ),

    spread as (
        select
            *,
            cast(
                sum(cast(power(log_odds - group_log_odds, 2) as decimal(18, 12))) over (
                    partition by {{ group | join(', ') }}
                ) as double
            ) / nullif(group_size - 1, 0) as group_variance
        from measured_odds
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
            own_weight * log_odds + (1 - own_weight) * group_log_odds as drawn_log_odds
        from weighted
    ),

    rated as (
        select
            *,
            1 / (1 + exp(-drawn_log_odds)) as shrunk_rate
        from drawn
    )

    select
        * exclude (
            r, n, group_r, group_n, group_size, log_odds, group_log_odds, own_variance,
            group_variance, drawn_log_odds, own_weight, shrunk_rate
        ),
        own_weight,
        shrunk_rate,
        shrunk_rate * (1 - shrunk_rate) * sqrt(own_weight * own_variance) as shrunk_error
    from rated
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
