{% set domains = need_domains() %}
with united as (
    select
        area_type,
        area_code,
        index_variant,
        {% for domain in domains %}
        max(domain_score) filter (where domain = '{{ domain }}') as {{ domain }}_score,
        max(domain_rank) filter (where domain = '{{ domain }}') as {{ domain }}_rank,
        {% endfor %}
        cast(sum(cast(coverage_share as decimal(9, 6))) as double) / count(*) as coverage_share,
        cast(sum(cast(imputed_share as decimal(9, 6))) as double) / count(*) as imputed_share
    from {{ ref('int_need__domains') }}
    group by area_type, area_code, index_variant
),

ranked as (
    select
        united.*,
        overall.score,
        overall.default_rank as rank,
        count(*) over (partition by united.area_type, united.index_variant) as ranked_area_count
    from united
    inner join {{ ref('int_need__default_ranks') }} as overall
        on
            united.area_type = overall.area_type
            and united.area_code = overall.area_code
            and united.index_variant = overall.index_variant
)

select
    ranked.area_type,
    ranked.area_code,
    named.area_name,
    ranked.index_variant,
    {% for domain in domains %}
    ranked.{{ domain }}_score,
    ranked.{{ domain }}_rank,
    {% endfor %}
    ranked.score,
    cast(ranked.rank as integer) as rank,
    {{ group_of_rank('ranked.rank', 'ranked.ranked_area_count', 10) }} as decile,
    cast(ranked.ranked_area_count as integer) as ranked_area_count,
    round(ranked.coverage_share, 6) as coverage_share,
    round(ranked.imputed_share, 6) as imputed_share,
    cast(drawn.rank_low as integer) as rank_low,
    cast(drawn.rank_high as integer) as rank_high,
    drawn.worst_tenth_probability
from ranked
inner join {{ ref('int_area__named') }} as named
    on ranked.area_type = named.area_type and ranked.area_code = named.area_code
left join {{ ref('int_need__draws') }} as drawn
    on
        ranked.area_type = drawn.area_type
        and ranked.area_code = drawn.area_code
        and ranked.index_variant = drawn.index_variant
