-- How well each indicator is covered, and how it hangs together with the rest of its domain, with
-- the index, and with what it should not be a double of; the same of the domains. Correlations are
-- of areas, over standardised values of which more is more need.
{% set beside = ['index', 'deprivation', 'density'] %}
with held as (
    select distinct
        area_type,
        indicator
    from {{ ref('int_need__indicators') }}
),

domain_weights as (
    select
        parameters.domain,
        held.area_type,
        cast(sum(parameters.weight) as double) as domain_weight
    from {{ ref('param_need_indicators') }} as parameters
    inner join held on parameters.indicator = held.indicator
    where parameters.in_default
    group by parameters.domain, held.area_type
),

valued as (
    select
        indicators.area_type,
        indicators.indicator,
        indicators.standardised_value as value,
        indicators.coverage_share,
        indicators.is_imputed,
        if(parameters.in_default, cast(parameters.weight as double), 0) as weight,
        domain_weights.domain_weight,
        case parameters.domain
            {% for domain in need_domains() %}
            when '{{ domain }}' then compared.{{ domain }}
            {% endfor %}
        end as domain_score,
        cast(compared.people as double) as people,
        {% for name in beside %}
        compared.{{ name }}{% if not loop.last %},{% endif %}
        {% endfor %}
    from {{ ref('int_need__indicators') }} as indicators
    inner join {{ ref('param_need_indicators') }} as parameters
        on indicators.indicator = parameters.indicator
    inner join {{ ref('int_need__compared') }} as compared
        on
            indicators.area_type = compared.area_type
            and indicators.area_code = compared.area_code
    inner join domain_weights
        on
            indicators.area_type = domain_weights.area_type
            and parameters.domain = domain_weights.domain
),

indicator_measures as (
    select
        area_type,
        indicator,
        sum(coverage_share * people) / sum(people) as covered_people_share,
        avg(cast(is_imputed as integer)) as imputed_area_share,
        corr(value, domain_score) as correlation_with_domain,
        corr(value, domain_score * domain_weight - weight * value)
            as correlation_with_rest_of_domain,
        {% for name in beside %}
        corr(value, {{ name }}) as correlation_with_{{ name }},
        {% endfor %}
        max(weight) / max(domain_weight) as domain_weight_share,
        max(weight) / max(domain_weight) * covar_pop(value, domain_score) / var_pop(domain_score)
            as domain_variance_share
    from valued
    group by area_type, indicator
),

alternatives as (
    select
        base.area_type,
        base.indicator,
        corr(base.standardised_value, decayed.standardised_value) as correlation_with_decay
    from {{ ref('int_need__indicators') }} as base
    inner join {{ ref('int_need__indicators') }} as decayed
        on
            base.area_type = decayed.area_type
            and base.area_code = decayed.area_code
            and base.indicator || '_with_decay' = decayed.indicator
    group by base.area_type, base.indicator
),

domain_measures as (
    {% for domain in need_domains() %}
    select
        area_type,
        '{{ domain }}' as indicator,
        {% for name in need_domains() + beside %}
        corr({{ domain }}, {{ name }}) as correlation_with_{{ name }}
        {%- if not loop.last %},{% endif %}
        {% endfor %}
    from {{ ref('int_need__compared') }}
    group by area_type
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

index_measures as (
    select
        area_type,
        'index' as indicator,
        corr(index, deprivation) as correlation_with_deprivation,
        corr(index, density) as correlation_with_density
    from {{ ref('int_need__compared') }}
    group by area_type
),

district_scores as (
    select
        district_2024_code,
        {% for domain in need_domains() %}
        sum({{ domain }} * cast(people as double)) / sum(cast(people as double)) as {{ domain }}
        {%- if not loop.last %},{% endif %}
        {% endfor %}
    from {{ ref('int_need__compared') }}
    where area_type = 'lsoa_2021'
    group by district_2024_code
),

checked as (
    select
        checks.domain,
        checks.check_name,
        statistics.district_2024_code,
        statistics.value
    from {{ ref('district_statistics') }} as statistics
    inner join {{ ref('ref_need_checks') }} as checks
        on statistics.indicator = checks.statistic and statistics.measure = checks.measure
    where
        statistics.area_type = 'district'
        and statistics.area_code = statistics.district_2024_code
        and statistics.value is not null
    qualify
        row_number() over (
            partition by checks.domain, checks.check_name, statistics.area_code
            order by statistics.period_end desc, statistics.is_repeated asc
        ) = 1
),

check_measures as (
    select
        checked.domain,
        checked.check_name,
        corr(
            case checked.domain
                {% for domain in need_domains() %}
                when '{{ domain }}' then scores.{{ domain }}
                {% endfor %}
            end,
            checked.value
        ) as correlation
    from checked
    inner join district_scores as scores
        on checked.district_2024_code = scores.district_2024_code
    group by checked.domain, checked.check_name
),

measures as (
    {% for source in ['indicator_measures', 'alternatives', 'domain_measures', 'index_measures'] %}
    unpivot {{ source }}
    on columns(* exclude (area_type, indicator))
    into name measure value value
    {% if not loop.last %}union all by name{% endif %}
    {% endfor %}
    union all by name
    select
        area_type,
        indicator,
        'first_component_loading' as measure,
        loading as value
    from {{ ref('int_need__components') }}
    union all by name
    select distinct
        area_type,
        domain as indicator,
        'first_component_share' as measure,
        explained_share as value
    from {{ ref('int_need__components') }}
    union all by name
    select
        'district_2024' as area_type,
        domain as indicator,
        'correlation_with_' || check_name as measure,
        correlation as value
    from check_measures
)

select
    area_type,
    indicator,
    measure,
    round(value, 4) as value
from measures
where
    value is not null
    and not isnan(value)
    and measure != 'correlation_with_' || indicator
