-- Located and unlocated are all, whichever kind of area and year is chosen: those of grants, and of
-- grant_totals, which counts each row of the sources apart.
{{ config(meta={'dagster': {'ref': {'name': 'grants_by_area'}}}) }}
with whole as (
    select
        (select count(*) from {{ ref('grants') }}) as awards,
        (select sum(amount_pence) from {{ ref('grants') }}) as pence,
        sum(award_count) as awards_counted,
        sum(amount_pence) as pence_counted
    from {{ ref('grant_totals') }}
    where outcome = 'In the dataset grants.'
),

summed as (
    select
        area_type,
        year_kind,
        sum(grant_count) as awards,
        sum(amount_gbp) * 100 as pence
    from {{ ref('grants_by_area') }}
    group by area_type, year_kind
)

select summed.*
from summed
cross join whole
where
    summed.awards != whole.awards
    or summed.pence != whole.pence
    or summed.awards != whole.awards_counted
    or summed.pence != whole.pence_counted
