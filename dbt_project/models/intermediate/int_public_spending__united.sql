-- The databases of the Country and Regional Analysis, one row per record and year.
{% set editions = [
    ('hmt_cra2014', 'CRA 2014', ['2009_10', '2010_11', '2011_12', '2012_13', '2013_14']),
    ('hmt_cra2018', 'CRA 2018', ['2013_14', '2014_15', '2015_16', '2016_17', '2017_18'])
] %}
{% for source_id, edition, years in editions %}
{% for year in years %}
select
    '{{ source_id }}' as source_id,
    '{{ edition }}' as edition,
    '{{ year | replace("_", "-") }}' as financial_year,
    department_name,
    function_name,
    subfunction_name,
    identifiable,
    capital_or_current,
    region_name,
    country_name,
    spending_{{ year }} as thousand_gbp
from {{ ref('stg_' ~ source_id ~ '__spending') }}
{% if not loop.last %}union all{% endif %}
{% endfor %}
{% if not loop.last %}union all{% endif %}
{% endfor %}
