with standing as (
    select
        *,
        case
            when weight > 0 and in_default then 'in the index'
            when weight > 0 and in_with_grants then 'in the variant with grants'
            else 'tested and left out'
        end as standing
    from {{ ref('param_need_indicators') }}
),

left_out as (
    select
        indicator,
        domain,
        title,
        standing,
        why as note
    from standing
    where standing = 'tested and left out'
    union all
    select
        candidate as indicator,
        domain,
        title,
        'not usable' as standing,
        reason as note
    from {{ ref('ref_need_left_out') }}
    union all
    select
        standing.indicator,
        standing.domain,
        standing.title,
        'not held' as standing,
        'No copy of the source is held: the weights of the others count for more' as note
    from standing
    anti join {{ ref('int_need__indicators') }} as indicators
        on standing.indicator = indicators.indicator
    where standing.standing != 'tested and left out'
)

select
    audited.area_type,
    audited.indicator,
    audited.measure,
    coalesce(standing.domain, audited.indicator) as domain,
    coalesce(standing.title, 'The scores of the domain or index themselves') as title,
    coalesce(standing.standing, 'score') as standing,
    audited.value,
    case
        when audited.area_type = 'district_2024'
            then
                'Means of districts, weighted by residents, beside a figure that is not in this '
                || 'domain; it should be ' || checks.expected || ' where need is higher'
    end as note
from {{ ref('int_need__audited') }} as audited
left join standing on audited.indicator = standing.indicator
left join {{ ref('ref_need_checks') }} as checks
    on
        audited.indicator = checks.domain
        and audited.measure = 'correlation_with_' || checks.check_name
union all
select
    'all' as area_type,
    indicator,
    'left_out' as measure,
    domain,
    title,
    standing,
    null as value,
    note
from left_out
