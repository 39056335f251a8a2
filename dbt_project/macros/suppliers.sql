{# A firm's name as it is compared: small letters and digits, without accents, brackets, legal form and
   what follows "trading as" or "re". Method: docs/methods/local-spend.md. #}
{% macro supplier_key(name) -%}
    {%- set steps = [
        ('\\bre (ltd|limited)\\b', 'reltd'),
        ('(.)\\s(t/a|ta|trading as|re:?)\\s.*$', '\\1'),
        ('\\bco-op', 'coop'),
        ('[.\'\'’`]', ''),
        ('[^a-z0-9]+', ' '),
        ('\\b(community interest company|limited liability partnership|public limited company)\\b', ''),
        ('\\b(limited|ltd|plc|llp|cic|lp|inc|company|co|the|and)\\b', ''),
        (' +', ' '),
    ] -%}
    {%- set made = namespace(text="replace(lower(strip_accents(" ~ name ~ ")), '&', ' and ')") -%}
    {%- for found, put in steps -%}
        {%- set made.text = "regexp_replace(" ~ made.text ~ ", '" ~ found ~ "', '" ~ put ~ "', 'g')" -%}
    {%- endfor -%}
    trim({{ made.text }})
{%- endmacro %}

{# The words of such a name, each once, in order. #}
{% macro supplier_words(key) -%}
    list_sort(list_distinct(string_split({{ key }}, ' ')))
{%- endmacro %}

{# A company number as Companies House writes it (eight characters), or null where the text is none. #}
{% macro company_number(text) -%}
    case
        when regexp_full_match(trim({{ text }}), '0*[1-9][0-9]{4,7}')
            then lpad(ltrim(trim({{ text }}), '0'), 8, '0')
        when regexp_full_match(upper(trim({{ text }})), '[A-Z]{2}[0-9]{5}[0-9A-Z]|[A-Z]{2}0[0-9]{5}')
            then upper(trim({{ text }}))
    end
{%- endmacro %}

{# A number of the Charity Commission, or null where the text is none. #}
{% macro charity_number(text) -%}
    case
        when regexp_full_match(trim({{ text }}), '[0-9]{6,7}') then trim({{ text }})
        when regexp_full_match(trim({{ text }}), '[0-9]{6,7}-[0-9]+')
            then string_split(trim({{ text }}), '-')[1]
    end
{%- endmacro %}

{# A part of a whole in per cent; empty where the whole is nought or less. #}
{% macro spend_share(part, whole='years.supplier_pence') -%}
    case
        when {{ whole }} > 0 then cast(round(100.0 * ({{ part }}) / ({{ whole }}), 2) as decimal(9, 2))
    end
{%- endmacro %}
