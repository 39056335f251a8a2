-- What `regeneration_awards` leaves out, with the columns of `exclusions`.
with countries as (
    select
        unnest(['W', 'S', 'N']) as initial,
        unnest(['Wales', 'Scotland', 'Northern Ireland']) as country_name,
        unnest(['W92000004', 'S92000003', 'N92000002']) as country_code
),

outside as (
    select
        'Levelling Up Fund ' || bids.round as item,
        countries.country_code as area_code,
        countries.country_name as area_name,
        count(*) || ' bids of £' || format('{:,.2f}', cast(sum(bids.bid_value) as double))
        || ': outside England.' as reason
    from {{ ref('int_regeneration__levelling_up') }} as bids
    inner join countries
        on
            bids.country = countries.country_name
            or (bids.country is null and substr(bids.district_codes, 1, 1) = countries.initial)
    group by all
    union all
    select
        'Levelling Up Fund round 1 priority categories' as item,
        countries.country_code as area_code,
        countries.country_name as area_name,
        count(*) || ' authorities listed: outside England.' as reason
    from {{ ref('stg_hmt_levelling_up_fund_priority__authorities') }} as listed
    inner join countries on listed.country = countries.country_name
    group by all
),

held as (
    select
        'Levelling Up Fund ' || round as item,
        count(*) as row_count
    from {{ ref('int_regeneration__levelling_up') }}
    group by all
    union all
    select
        'Town Deals and Future High Streets Fund' as item,
        count(*) as row_count
    from {{ ref('stg_mhclg_towns_fund_awards__awards') }}
    union all
    select
        'Pride in Place phase 2' as item,
        count(*) as row_count
    from {{ ref('stg_ocsi_pride_in_place_phase2__neighbourhoods') }}
    union all
    select
        'Levelling Up Fund round 1 priority categories' as item,
        count(*) as row_count
    from {{ ref('stg_hmt_levelling_up_fund_priority__authorities') }}
),

not_published as (
    select
        'Culture Recovery Fund' as item,
        'Read, not published: no statement of the publisher''s terms was found.' as reason
    union all
    select
        'UK Shared Prosperity Fund' as item,
        'Not published: no copy is held to check the reading of the publisher''s pages against.'
            as reason
    union all
    select
        unnest([
            'Levelling Up Fund round 3',
            'Community Ownership Fund',
            'Pride in Place phase 1'
        ]) as item,
        'No file of this fund is held, and none could be read live.' as reason
),

expected as (
    select
        unnest([
            'Levelling Up Fund round 1',
            'Levelling Up Fund round 2',
            'Town Deals and Future High Streets Fund',
            'Pride in Place phase 2',
            'Levelling Up Fund round 1 priority categories'
        ]) as item
),

sources_not_held as (
    select expected.item
    from expected
    anti join held
        on expected.item = held.item and held.row_count > 0
)

select
    'regeneration_awards' as dataset,
    item,
    'country' as area_type,
    area_code,
    area_name,
    reason
from outside
union all
select
    'regeneration_awards' as dataset,
    item,
    'as published' as area_type,
    'all' as area_code,
    'Every area' as area_name,
    reason
from not_published
union all
{{ not_held("'regeneration_awards'", 'sources_not_held') }}
