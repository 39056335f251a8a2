-- What the draws say of each area, and how often it is in the worst tenth both on need and on
-- deprivation when the boundary method is drawn at random too.
{% set editions = ['iod_2019', 'iod_2025'] %}
with by_method as (
    select
        area_type,
        area_code,
        edition,
        max(cast(is_worst_tenth as integer)) as any_method,
        max(cast(is_worst_tenth as integer)) filter (where boundary_method = 'apportioned')
            as apportioned,
        max(cast(is_worst_tenth as integer)) filter (where boundary_method = 'best_fit')
            as best_fit
    from {{ ref('int_left_behind__deprived') }}
    group by area_type, area_code, edition
),

-- Where only one method is held, it serves in every draw.
by_edition as (
    select
        area_type,
        area_code,
        edition,
        coalesce(apportioned, any_method) as apportioned,
        coalesce(best_fit, any_method) as best_fit
    from by_method
),

deprived as (
    select
        {% for edition in editions -%}
        max(apportioned) filter (where edition = '{{ edition }}') as {{ edition }}_apportioned,
        max(best_fit) filter (where edition = '{{ edition }}') as {{ edition }}_best_fit,
        {% endfor -%}
        area_type,
        area_code
    from by_edition
    group by area_type, area_code
)

select
    drawn.area_type,
    drawn.area_code,
    drawn.index_variant,
    drawn.rank_low,
    drawn.rank_high,
    {% for edition in editions -%}
    (
        deprived.{{ edition }}_apportioned * drawn.worst_tenth_draws_apportioned
        + deprived.{{ edition }}_best_fit * drawn.worst_tenth_draws_best_fit
    )
    / drawn.draws_count as left_behind_{{ edition }}_probability,
    {% endfor -%}
    (drawn.worst_tenth_draws_apportioned + drawn.worst_tenth_draws_best_fit)
    / drawn.draws_count as worst_tenth_probability
from {{ ref('int_need__drawn') }} as drawn
left join deprived
    on drawn.area_type = deprived.area_type and drawn.area_code = deprived.area_code
