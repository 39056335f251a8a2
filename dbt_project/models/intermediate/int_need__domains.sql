-- Domain scores: means of the standardised indicators that are held, by their weights; ranks, where
-- 1 is most in need and the smaller code comes first among equals; ranks on the exponential scale.
with weighted as (
    {% for variant, column in need_variants() %}
    select
        indicators.area_type,
        indicators.area_code,
        '{{ variant }}' as index_variant,
        parameters.domain,
        cast(parameters.weight as double) as weight,
        indicators.is_imputed,
        indicators.coverage_share,
        indicators.standardised_value
    from {{ ref('int_need__indicators') }} as indicators
    inner join {{ ref('param_need_indicators') }} as parameters
        on indicators.indicator = parameters.indicator
    where parameters.{{ column }} and parameters.weight > 0
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

scored as (
    select
        area_type,
        area_code,
        index_variant,
        domain,
        round(
            {{ summed_exactly('weight', 'standardised_value') }}
            / {{ summed_exactly('weight', '1') }},
            9
        ) as domain_score,
        {{ summed_exactly('weight', '1') }} as weight_total,
        {{ summed_exactly('weight', 'cast(is_imputed as integer)') }} as weight_imputed,
        {{ summed_exactly('weight', 'coverage_share') }} as weight_covered,
        count(*) as indicator_count
    from weighted
    group by area_type, area_code, index_variant, domain
),

ranked as (
    select
        *,
        row_number() over (
            partition by area_type, index_variant, domain
            order by domain_score desc, area_code asc
        ) as domain_rank,
        count(*) over (partition by area_type, index_variant, domain) as ranked_area_count
    from scored
)

select
    area_type,
    area_code,
    index_variant,
    domain,
    domain_score,
    cast(domain_rank as integer) as domain_rank,
    round({{ exponential_score('domain_rank', 'ranked_area_count') }}, 9) as transformed_score,
    cast(indicator_count as integer) as indicator_count,
    weight_imputed / weight_total as imputed_share,
    weight_covered / weight_total as coverage_share
from ranked
