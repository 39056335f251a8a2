-- What council finance and public spending leave out, with the columns of `exclusions`.
with others as (
    select
        authority_code,
        max_by(authority_name, financial_year || authority_name) as area_name
    from {{ ref('int_finance__united') }}
    where scope = 'authority' and authority_class = 'other authority'
    group by authority_code
),

columns_left_out as (
    select
        statement,
        financial_year,
        reason_left_out,
        count(*) as cell_count
    from {{ ref('int_finance__united') }}
    where reason_left_out is not null
    group by all
),

sources_not_held as (
    select listed.*
    from (
        values
        ('mhclg_capital_outturn', 'capital outturn 2000-01 to 2018-19'),
        ('mhclg_core_spending_power', 'core spending power 2015-16 to 2020-21'),
        ('mhclg_revenue_returns', 'revenue outturn 2021-22 to 2023-24'),
        ('mhclg_revenue_returns', 'revenue account budget 2021-22 and 2023-24')
    ) as listed (source_id, item)
    anti join {{ ref('int_finance__united') }} as united
        on listed.source_id = united.source_id
),

spending_not_held as (
    select listed.*
    from (
        values
        ('hmt_cra2014', 'CRA 2014'),
        ('hmt_cra2018', 'CRA 2018')
    ) as listed (source_id, item)
    anti join {{ ref('int_public_spending__united') }} as united
        on listed.source_id = united.source_id
)

select
    'council_finance' as dataset,
    'council_2024_code' as item,
    'local authority' as area_type,
    authority_code as area_code,
    area_name,
    'Not a council of a place: police, fire, waste, transport, park or combined authority, or the '
    || 'Greater London Authority. It has no successor among the councils of 2024.' as reason
from others
union all
select
    'council_finance' as dataset,
    'council_2024_code' as item,
    'county' as area_type,
    council_code as area_code,
    council_name as area_name,
    'Split in ' || year(changed_on) || ' between ' || note || ': money is not apportioned.'
        as reason
from {{ ref('council_successors') }}
where kind = 'split'
union all
select
    'council_finance' as dataset,
    statement || ' ' || financial_year || case
        when starts_with(reason_left_out, 'The publisher''s working') then ' working columns'
        when starts_with(reason_left_out, 'The authority did not exist')
            then ' authorities of other years'
        else ' empty columns'
    end as item,
    'local authority' as area_type,
    'all' as area_code,
    'Every authority' as area_name,
    reason_left_out || ' (' || cell_count || ' cells)' as reason
from columns_left_out
union all
{{ not_held("'council_finance'", 'sources_not_held', 'local authority', 'Every authority') }}
union all
{{ not_held("'public_spending'", 'spending_not_held', 'region') }}
union all
select
    'public_spending' as dataset,
    'PESA 1999-00 to 2008-09' as item,
    'region' as area_type,
    'all' as area_code,
    'Every area' as area_name,
    'The combined file that is held mixes functions with their subfunctions and areas with their '
    || 'totals without saying which; it is read, but not published.' as reason
