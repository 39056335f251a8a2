{# A postcode as the Post Office writes it (AA9A 9AA), or null where the text is none. #}
{% macro written_postcode(text) -%}
    case
        when
            regexp_full_match(
                upper(regexp_replace({{ text }}, '[^A-Za-z0-9]', '', 'g')),
                '[A-Z]{1,2}[0-9][A-Z0-9]?[0-9][A-Z]{2}'
            )
            then
                regexp_replace(
                    upper(regexp_replace({{ text }}, '[^A-Za-z0-9]', '', 'g')),
                    '^(.+)(...)$',
                    '\1 \2'
                )
    end
{%- endmacro %}
