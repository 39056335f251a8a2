{{ config(meta={'dagster': {'ref': {'name': 'grant_gap'}}}) }}
{% for dataset in ['grant_gap', 'grant_gap_2018'] %}
select
    evidence,
    money,
    measure
from {{ ref(dataset) }}
where
    (status = 'known') != (relative_gap is not null)
    or (status = 'known') != (relative_gap_low is not null)
    or (status = 'known') != (status_note is null)
    or relative_gap_low > relative_gap_high
    or relative_gap_all_unlocated_in > relative_gap + 0.000002
    or relative_gap_no_unlocated_in < relative_gap - 0.000002
{% if not loop.last %}union all{% endif %}
{% endfor %}
