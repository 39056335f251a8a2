-- Rows of the sources of places that are no row of the dataset, counted by source and reason.
with rows_outside as (
    select source_id
    from {{ ref('int_place__located') }}
    where is_outside
    union all
    select source_id
    from {{ ref('int_place__united') }}
    where category is null and not may_be_england
),

rows_of_other_kinds as (
    select source_id
    from {{ ref('int_place__united') }}
    where category is null and may_be_england
),

left_out as (
    select
        source_id || ': rows outside England' as item,
        'The source covers more of the United Kingdom. Rows left out: ' || count(*) as reason
    from rows_outside
    group by source_id
    union all
    select
        source_id || ': rows of other kinds' as item,
        'No places by themselves: platforms, entrances, berths, taxi ranks, airports, prescribing '
        || 'centres, appliance contractors, online or secure schools, head offices. Rows left out: '
        || count(*) as reason
    from rows_of_other_kinds
    group by source_id
),

sources_not_held as (
    select distinct categories.source_id || ': all rows' as item
    from {{ ref('ref_place_categories') }} as categories
    anti join {{ ref('int_place__united') }} as united
        on categories.source_id = united.source_id
)

select
    'places' as dataset,
    item,
    'as published' as area_type,
    'all' as area_code,
    'Every area' as area_name,
    reason
from left_out
union all
{{ not_held("'places'", 'sources_not_held') }}
