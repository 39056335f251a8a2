{{ config(meta={'dagster': {'ref': {'name': 'grant_gap'}}}) }}
{% for dataset in ['grant_gap', 'grant_gap_2018'] %}
select
    evidence,
    money,
    measure
from {{ ref(dataset) }}
where
    (status = 'known') != (gap_share is not null)
    or (status = 'known') != (gap_share_low is not null)
    or (status = 'known') != (status_note is null)
    or gap_share_low > gap_share_high
    or gap_share_all_unlocated_in > gap_share + 0.000002
    or gap_share_no_unlocated_in < gap_share - 0.000002
{% if not loop.last %}union all{% endif %}
{% endfor %}
