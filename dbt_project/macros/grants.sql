{# A name without what differs between two spellings of it: small letters and digits only. #}
{% macro name_key(column) -%}
    regexp_replace(replace(lower({{ column }}), '&', 'and'), '[^a-z0-9]', '', 'g')
{%- endmacro %}

{# The columns that every source of grants has in `int_grants__united`; what a source lacks is
   empty. #}
{% macro grant_columns(source_id, held) -%}
    {%- for name, type in {
        'file': 'varchar', 'record': 'varchar', 'published_grant_id': 'varchar',
        'recipient_kind': 'varchar', 'currency': 'varchar', 'amount_pence': 'bigint',
        'amount_basis': 'varchar', 'award_date': 'date', 'planned_start_date': 'date',
        'planned_end_date': 'date', 'recipient_id': 'varchar', 'recipient_name': 'varchar',
        'recipient_type': 'varchar', 'funder_id': 'varchar', 'funder_name': 'varchar',
        'funding_source': 'varchar', 'programme': 'varchar', 'funding_type': 'varchar',
        'regrant_type': 'varchar', 'location_scope': 'varchar',
        'beneficiary_locations': 'bigint', 'beneficiary_code': 'varchar',
        'project_postcode': 'varchar', 'recipient_postcode': 'varchar', 'recipient_code': 'varchar',
        'recipient_ward_code': 'varchar', 'recipient_district_code': 'varchar',
        'recipient_district_name': 'varchar', 'area_or_office_name': 'varchar',
    }.items() %}
    cast({{ held.get(name, 'null') }} as {{ type }}) as {{ name }},
    {%- endfor %}
    '{{ source_id }}' as source_id
{%- endmacro %}

{# Staging: the columns that every list of grants has. #}
{% macro staged_grant_columns() -%}
file,
    record,
    grant_id,
    recipient_kind,
    currency,
    amount_awarded,
    cast(amount_awarded * 100 as bigint) as amount_pence,
    award_date,
    recipient_name,
    funder_id,
    funder_name
{%- endmacro %}

{# Staging: those that every list in the 360Giving standard has. #}
{% macro threesixty_grant_columns() -%}
{{ staged_grant_columns() }},
    planned_start_date,
    planned_end_date,
    planned_months,
    recipient_id,
    recipient_postcode,
    recipient_geographic_code,
    recipient_ward_code,
    recipient_district_code,
    beneficiary_locations,
    beneficiary_location_name,
    beneficiary_geographic_code,
    programme,
    funding_type,
    related_activity,
    regrant_type,
    location_scope
{%- endmacro %}

{# The grants that have evidence of their place in a column, and the key to look it up by. #}
{% macro grant_evidence(evidence, column, key) -%}
select
        award_key,
        '{{ evidence }}' as location_evidence,
        {{ key }}
    from {{ ref('int_grants__united') }}
    where {{ column }} is not null
{%- endmacro %}

{# A postcode without spaces and other signs, in capitals. #}
{% macro postcode_key(column) -%}
    upper(regexp_replace({{ column }}, '[^A-Za-z0-9]', '', 'g'))
{%- endmacro %}

{#- The financial year, such as 2018-19, that a date lies in. -#}
{% macro financial_year_of(day) -%}
strftime({{ day }} - interval 3 month, '%Y')
    || '-' || strftime({{ day }} + interval 9 month, '%y')
{%- endmacro %}
