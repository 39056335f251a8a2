-- Rows of places and of exclusions together are the rows of the sources.
{{ config(meta={'dagster': {'ref': {'name': 'exclusions'}}}) }}
with published as (
    select count(*) as row_count
    from {{ ref('places') }}
),

counted_out as (
    select coalesce(sum(cast(split_part(reason, 'Rows left out: ', 2) as integer)), 0) as row_count
    from {{ ref('exclusions') }}
    where dataset = 'places' and contains(reason, 'Rows left out: ')
),

united as (
    select count(*) as row_count
    from {{ ref('int_place__united') }}
)

select
    published.row_count as published_count,
    counted_out.row_count as counted_out_count,
    united.row_count as united_count
from published
cross join counted_out
cross join united
where published.row_count + counted_out.row_count != united.row_count
