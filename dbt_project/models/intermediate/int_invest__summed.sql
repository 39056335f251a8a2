-- Public spending of each area and group of regions, with the totals over functions and kinds.
with spread as (
    select
        edition,
        financial_year,
        area_code,
        unnest(
            if(
                function_group = 'research and development',
                [function_name],
                [function_name, 'All functions']
            )
        ) as function_name,
        function_group,
        kind,
        is_identifiable,
        amount_gbp,
        source_id
    from {{ ref('int_invest__spending') }}
),

with_kinds as (
    select * replace (unnest(list_distinct([kind, 'all'])) as kind)
    from spread
)

select
    with_kinds.edition,
    with_kinds.financial_year,
    areas.area_type,
    areas.area_code,
    areas.area_name,
    with_kinds.function_name,
    if(with_kinds.function_name = 'All functions', 'all', with_kinds.function_group)
        as function_group,
    with_kinds.kind,
    with_kinds.is_identifiable,
    cast(sum(with_kinds.amount_gbp) as decimal(18, 2)) as amount_gbp,
    min(with_kinds.source_id) as source_id
from with_kinds
inner join {{ ref('int_invest__areas') }} as areas
    on with_kinds.area_code = areas.member_code
group by all
