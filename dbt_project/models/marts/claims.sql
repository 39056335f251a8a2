-- What the founding documents claim, beside what this release says, by a query that is published
-- with the answer.
with
{% for dataset in claim_datasets() -%}
{{ dataset }} as (
    select * from {{ ref(dataset) }}
),

{% endfor -%}
answers as (
    {% for claim_id, query in claim_queries().items() -%}
    select
        '{{ claim_id }}' as claim_id,
        '{{ query | trim | replace("'", "''") }}' as query,
        round(value, 4) as value,
        round(value_low, 4) as value_low,
        round(value_high, 4) as value_high
    from ({{ query }}) as answer
    {% if not loop.last %}union all{% endif %}
    {% endfor -%}
)

select
    claims.claim_id,
    claims.claim,
    claims.claim_source,
    claims.unit,
    claims.claimed_value,
    cast(answers.value as decimal(18, 4)) as our_value,
    cast(answers.value_low as decimal(18, 4)) as our_value_low,
    cast(answers.value_high as decimal(18, 4)) as our_value_high,
    claims.interval_basis,
    case
        when answers.value is null then 'cannot be tested'
        when
            abs(answers.value - claims.claimed_value)
            <= claims.tolerance_share * claims.claimed_value
            then 'reproduced'
        when
            answers.value between claims.claimed_value / 2 and claims.claimed_value * 2
            then 'same order'
        else 'differs'
    end as verdict,
    claims.reviewed_verdict,
    claims.explanation,
    claims.dataset,
    answers.query
from {{ ref('ref_claims') }} as claims
left join answers on claims.claim_id = answers.claim_id
