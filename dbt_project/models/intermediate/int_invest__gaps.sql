-- What each area would have had at London's spending per head, less what it had, under each choice
-- of edition, of residents, and of what is done with spending that benefits no one area.
--
-- Shared out by residents it adds the same per head to every area and leaves the gap as it is. The
-- choice `in proportion` shares it out as identifiable spending of the same function and kind lies,
-- for functions that are mostly identifiable.
with non_identifiable as (
    select
        edition,
        financial_year,
        function_name,
        kind,
        sum(amount_gbp) filter (where not is_identifiable) as not_placed_gbp,
        sum(amount_gbp) filter (where is_identifiable) as placed_gbp
    from {{ ref('int_invest__spending') }}
    group by all
),

placed as (
    select
        spending.*,
        if(
            non_identifiable.not_placed_gbp > 0
            and non_identifiable.not_placed_gbp < non_identifiable.placed_gbp,
            round(
                spending.amount_gbp * cast(non_identifiable.not_placed_gbp as double)
                / non_identifiable.placed_gbp,
                2
            ),
            0
        ) as shared_gbp
    from {{ ref('int_invest__spending') }} as spending
    inner join non_identifiable
        on
            spending.edition = non_identifiable.edition
            and spending.financial_year = non_identifiable.financial_year
            and spending.function_name = non_identifiable.function_name
            and spending.kind = non_identifiable.kind
    where spending.is_identifiable
),

grouped as (
    select
        *,
        unnest(
            if(
                function_group = 'research and development',
                [function_group],
                ['all', function_group]
            )
        ) as spread_group
    from placed
),

with_kinds as (
    select
        *,
        unnest(list_distinct([kind, 'all'])) as spread_kind
    from grouped
),

lines as (
    select distinct
        edition,
        financial_year,
        spread_group as function_group,
        spread_kind as kind,
        source_id
    from with_kinds
),

regions as (
    select * from {{ ref('int_invest__areas') }}
    where starts_with(member_code, 'E12')
),

-- A region without a record of a function spent nothing on it.
summed as (
    select
        lines.edition,
        lines.financial_year,
        regions.area_type,
        regions.area_code,
        regions.area_name,
        lines.function_group,
        lines.kind,
        cast(coalesce(sum(with_kinds.amount_gbp), 0) as decimal(18, 2)) as amount_gbp,
        coalesce(sum(cast(with_kinds.shared_gbp as decimal(18, 2))), 0) as shared_gbp,
        min(lines.source_id) as source_id
    from lines
    cross join regions
    left join with_kinds
        on
            lines.edition = with_kinds.edition
            and lines.financial_year = with_kinds.financial_year
            and lines.function_group = with_kinds.spread_group
            and lines.kind = with_kinds.spread_kind
            and regions.member_code = with_kinds.area_code
    group by all
),

edition_choices as (
    select unnest(['latest', 'earliest']) as edition_choice
),

-- The earlier edition of a year that two editions have, and the only one of any other.
editions as (
    select
        edition_choice,
        financial_year,
        if(edition_choice = 'latest', max(edition), min(edition)) as edition
    from summed
    cross join edition_choices
    where function_group != 'research and development'
    group by edition_choice, financial_year
    union all
    select distinct
        unnest(['latest', 'earliest']) as edition_choice,
        financial_year,
        edition
    from summed
    where function_group = 'research and development'
),

chosen as (
    select
        editions.edition_choice,
        residents.population_choice,
        unnest(['by residents', 'in proportion']) as not_placed_choice,
        summed.*,
        residents.population_count,
        residents.population_basis
    from summed
    inner join editions
        on summed.edition = editions.edition and summed.financial_year = editions.financial_year
    inner join {{ ref('int_invest__denominators') }} as residents
        on
            summed.financial_year = residents.financial_year
            and summed.area_code = residents.area_code
),

spent as (
    select
        * replace (
            if(not_placed_choice = 'in proportion', amount_gbp + shared_gbp, amount_gbp)
                as amount_gbp
        )
    from chosen
)

select
    spent.edition_choice,
    spent.population_choice,
    spent.not_placed_choice,
    spent.edition,
    spent.financial_year,
    spent.area_type,
    spent.area_code,
    spent.area_name,
    spent.function_group,
    spent.kind,
    spent.population_count,
    spent.population_basis,
    cast(spent.amount_gbp as decimal(18, 2)) as amount_gbp,
    cast(spent.amount_gbp / spent.population_count as decimal(18, 2)) as per_head_gbp,
    cast(london.amount_gbp / london.population_count as decimal(18, 2)) as london_per_head_gbp,
    cast(
        round(
            cast(london.amount_gbp as double) * spent.population_count / london.population_count, 2
        ) as decimal(18, 2)
    ) - cast(spent.amount_gbp as decimal(18, 2)) as gap_gbp,
    spent.source_id
from spent
inner join spent as london
    on
        spent.edition_choice = london.edition_choice
        and spent.population_choice = london.population_choice
        and spent.not_placed_choice = london.not_placed_choice
        and spent.edition = london.edition
        and spent.financial_year = london.financial_year
        and spent.function_group = london.function_group
        and spent.kind = london.kind
        and london.area_code = 'E12000007'
where spent.area_code not in ('E12000007', 'E92000001')
