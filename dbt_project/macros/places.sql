{# British National Grid metres of a longitude and latitude, as columns easting and northing. #}
{% macro grid_metres(longitude, latitude) -%}
st_x({{ to_grid(longitude, latitude) }}) as easting,
    st_y({{ to_grid(longitude, latitude) }}) as northing
{%- endmacro %}

{% macro to_grid(longitude, latitude) -%}
st_transform(
        st_point(cast({{ longitude }} as double), cast({{ latitude }} as double)),
        'EPSG:4326', 'EPSG:27700', always_xy := true
    )
{%- endmacro %}

{# A longitude that no place of England reaches: the National Grid ends soon after. #}
{% macro west_of_scilly() -%}
-6.6
{%- endmacro %}

{# Whether the name is a person's: a practice that closed under it, or a pub that has no other. #}
{% macro is_a_persons_name() -%}
coalesce(
        (
            not repeated.is_open
            and repeated.category in ('gp_practice', 'dental_practice', 'pharmacy')
            and regexp_matches(lower(repeated.name), '\b(drs?|mr|mrs|miss|ms)\b')
        )
        or (
            repeated.category = 'pub_bar_or_club'
            and regexp_full_match(
                split_part(lower(repeated.name), ' @ ', 1),
                '(dr|mr|mrs|miss|ms)\.?( & mrs\.?)? ([a-z]\.? )*[a-z''-]+( [a-z''-]+)?'
            )
        ),
        false
    )
{%- endmacro %}

{# A source that says of no place when it opened or closed. #}
{% macro no_dates_of_opening() -%}
cast(null as date) as opened_from,
    cast(null as date) as opened_to,
    cast(null as date) as closed_from,
    cast(null as date) as closed_to
{%- endmacro %}

{# A name without the e-mail addresses and telephone numbers that are written into it. #}
{% macro without_contacts(name) -%}
nullif(
        trim(
            regexp_replace(
                regexp_replace({{ name }}, '[\s,:-]*[\w.%+-]+@[\w-]+(\.[\w-]+)+', '', 'g'),
                '[\s,:-]*(\b(tel|telephone|phone)\b[.:]?\s*)?\b0\d{2,4}[ -]?\d{3,4}[ -]?\d{3,4}\b',
                '',
                'gi'
            )
        ),
        ''
    )
{%- endmacro %}
