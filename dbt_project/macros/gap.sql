{# What each group of wards holds of each cut of the money, and how much of the money that has no
   ward lies, or may lie, where the group's wards are. Money without a district may lie anywhere.
   England holds also what lies in wards in which no one is known to live. #}
{% macro gap_totals(observed) -%}
with placed as (
    select
        observed.*,
        groups.left_behind_definition,
        groups.comparator,
        coalesce(areas.is_left_behind, false) as is_left_behind,
        coalesce(areas.is_comparator, false)
        or (observed.is_located and observed.ward_2017_code is null
            and groups.comparator = 'England') as is_comparator,
        not observed.is_located
        and (observed.district_2024_code is null or coalesce(districts.has_left_behind, false))
            as may_be_left_behind,
        not observed.is_located
        and (observed.district_2024_code is null or coalesce(districts.has_comparator, false))
            as may_be_comparator
    from {{ ref(observed) }} as observed
    cross join (
        select distinct left_behind_definition, comparator
        from {{ ref('int_gap__areas') }}
    ) as groups
    left join {{ ref('int_gap__areas') }} as areas
        on
            groups.left_behind_definition = areas.left_behind_definition
            and groups.comparator = areas.comparator
            and observed.ward_2017_code = areas.ward_2017_code
    left join (
        select
            left_behind_definition,
            comparator,
            district_2024_code,
            bool_or(is_left_behind) as has_left_behind,
            bool_or(is_comparator) as has_comparator
        from {{ ref('int_gap__areas') }}
        group by left_behind_definition, comparator, district_2024_code
    ) as districts
        on
            groups.left_behind_definition = districts.left_behind_definition
            and groups.comparator = districts.comparator
            and observed.district_2024_code = districts.district_2024_code
)

select
    evidence,
    money,
    left_behind_definition,
    comparator,
    min(first_year) filter (where is_located) as first_year,
    max(last_year) filter (where is_located) as last_year,
    sum(amount_pence) as all_pence,
    {% for group in ['is_left_behind', 'is_comparator', 'may_be_left_behind', 'may_be_comparator'] %}
    coalesce(sum(amount_pence) filter (where {{ group }}), 0) as {{ group }}_pence,
    coalesce(sum(grant_count) filter (where {{ group }}), 0) as {{ group }}_grants,
    {% endfor %}
    coalesce(sum(amount_pence) filter (where not is_located), 0) as unlocated_pence
from placed
group by evidence, money, left_behind_definition, comparator
{%- endmacro %}

{# The rows of a dataset of the grant gap: every comparison, cut of the money and measure of the
   bodies of evidence that rest on one dataset, whether a figure is known or not. #}
{% macro grant_gap_rows(totals, drawn, dataset) -%}
with asked as (
    select
        evidence.*,
        monies.money,
        monies.prices,
        monies.why_not_held,
        measures.measure,
        measures.rate_unit,
        measures.is_of_single_wards,
        groups.*
    from {{ ref('ref_gap_evidence') }} as evidence
    inner join {{ ref('ref_gap_monies') }} as monies on evidence.evidence = monies.evidence
    cross join {{ ref('ref_gap_measures') }} as measures
    cross join (
        select
            left_behind_definition,
            comparator,
            cast(count(*) filter (where is_left_behind) as integer) as left_behind_ward_count,
            cast(count(*) filter (where is_comparator) as integer) as comparator_ward_count,
            cast(count(distinct district_2024_code) filter (where is_left_behind) as integer)
                as left_behind_district_count,
            sum(cast(population_2021_count as decimal(18, 6))) filter (where is_left_behind)
                as left_behind_resident_count,
            sum(cast(population_2021_count as decimal(18, 6))) filter (where is_comparator)
                as comparator_resident_count
        from {{ ref('int_gap__areas') }}
        group by left_behind_definition, comparator
    ) as groups
    where evidence.dataset = '{{ dataset }}'
),

judged as (
    select
        asked.* exclude (dataset, meaning),
        totals.* exclude (evidence, money, left_behind_definition, comparator),
        drawn.* exclude (evidence, money, left_behind_definition, comparator, measure),
        case
            when asked.why_not_held is not null or totals.money is null then 'not held'
            when asked.is_apportioned and asked.is_of_single_wards then 'not held'
            when
                least(asked.left_behind_ward_count, asked.comparator_ward_count)
                < {{ param('grant_gap_least_wards') }} then 'too few areas'
            when drawn.relative_gap is null then 'comparator has none'
            else 'known'
        end as status,
        case
            when asked.measure = 'count' then totals.may_be_left_behind_grants
            else totals.may_be_left_behind_pence
        end as may_be_in,
        case
            when asked.measure = 'count' then totals.may_be_comparator_grants
            else totals.may_be_comparator_pence
        end as may_be_with,
        case
            when asked.measure = 'count' then totals.is_left_behind_grants
            else totals.is_left_behind_pence
        end as held_in,
        case
            when asked.measure = 'count' then totals.is_comparator_grants
            else totals.is_comparator_pence
        end as held_with
    from asked
    left join {{ ref(totals) }} as totals
        on
            asked.evidence = totals.evidence
            and asked.money = totals.money
            and asked.left_behind_definition = totals.left_behind_definition
            and asked.comparator = totals.comparator
    left join {{ ref(drawn) }} as drawn
        on
            asked.evidence = drawn.evidence
            and asked.money = drawn.money
            and asked.left_behind_definition = drawn.left_behind_definition
            and asked.comparator = drawn.comparator
            and asked.measure = drawn.measure
)

select
    evidence,
    left_behind_definition,
    comparator,
    money,
    measure,
    status,
    case
        when why_not_held is not null then why_not_held
        when status = 'not held' and all_pence is null then 'No such money is held.'
        when status = 'not held' then 'Within a district the place of the money is not known.'
        when status = 'too few areas' then 'A group has fewer wards than grant_gap_least_wards.'
        when status = 'comparator has none' then 'The rate of the comparator is zero.'
    end as status_note,
    prices as price_base_year,
    first_year,
    last_year,
    left_behind_ward_count,
    left_behind_district_count,
    comparator_ward_count,
    cast(left_behind_resident_count as double) as left_behind_resident_count,
    cast(comparator_resident_count as double) as comparator_resident_count,
    'Census 2021, residents' as population_basis,
    cast(is_left_behind_pence / 100 as decimal(18, 2)) as left_behind_gbp,
    cast(is_comparator_pence / 100 as decimal(18, 2)) as comparator_gbp,
    cast(is_left_behind_grants as decimal(18, 3)) as left_behind_grant_count,
    cast(is_comparator_grants as decimal(18, 3)) as comparator_grant_count,
    rate_unit,
    {% for rate in ['left_behind_rate', 'comparator_rate'] %}
    {% for end in ['', '_low', '_high'] %}
    case
        when status in ('known', 'comparator has none') then cast({{ rate ~ end }} as decimal(18, 4))
    end as {{ rate ~ end }},
    {% endfor %}
    {% endfor %}
    {% for end in ['', '_low', '_high'] %}
    case when status = 'known' then relative_gap{{ end }} end
        as relative_gap{{ end }},
    {% endfor %}
    case
        when status in ('known', 'comparator has none')
            then 'The middle 95 % of ' || draw_count || ' draws of districts with replacement: how '
            || 'far the figure depends on which districts there are. Errors of the data, money '
            || 'without a place and head offices are not in it.'
    end as interval_basis,
    cast(case when status = 'known' then draw_count end as integer) as draw_count,
    cast(case when status = 'known' then district_count end as integer) as district_count,
    case
        when
            status = 'known' and measure in ('mean', 'count') and not is_apportioned
            and not starts_with(unlocated, 'not')
            then round(1 - cast(
                cast(held_in + may_be_in as double) / cast(left_behind_resident_count as double)
                / (
                    cast(held_with + if(comparator = 'England', may_be_in, 0) as double)
                    / cast(comparator_resident_count as double)
                ) as double
            ), 6)
    end as relative_gap_all_unlocated_in,
    case
        when
            status = 'known' and measure in ('mean', 'count') and not is_apportioned
            and not starts_with(unlocated, 'not')
            then round(1 - cast(
                cast(held_in as double) / cast(left_behind_resident_count as double)
                / (
                    cast(held_with + may_be_with as double)
                    / cast(comparator_resident_count as double)
                ) as double
            ), 6)
    end as relative_gap_no_unlocated_in,
    case
        when starts_with(unlocated, 'not') then unlocated
        when is_apportioned then 'not made: where in its district the money lies is not known'
        when measure not in ('mean', 'count') then 'not made for this measure'
        else unlocated
    end as bounds_basis,
    case
        when not starts_with(unlocated, 'not')
            then cast(unlocated_pence / 100 as decimal(18, 2))
    end as unlocated_gbp,
    case
        when not starts_with(unlocated, 'not')
            then round(cast(unlocated_pence as double) / nullif(cast(all_pence as double), 0), 6)
    end as unlocated_share,
    is_apportioned,
    case when status = 'known' then matched_resident_share end
        as matched_resident_share
from judged
{%- endmacro %}
