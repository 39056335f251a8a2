{%- set places = [
    'own district', 'rest of the sub-region', 'rest of the region', 'rest of England'
] -%}
with counted as (
    select *
    from {{ ref('int_supplier__placed') }}
    where exclusion is null
),

months as (
    select
        council_code,
        financial_year,
        date_trunc('month', payment_date) as month_start,
        sum(amount_pence) as amount_pence
    from counted
    group by all
),

usual_months as (
    select
        council_code,
        median(amount_pence) as amount_pence
    from months
    group by council_code
),

full_months as (
    select
        months.council_code,
        months.financial_year,
        count(*) filter (where months.amount_pence * 10 >= usual_months.amount_pence)
            as full_month_count
    from months
    inner join usual_months on months.council_code = usual_months.council_code
    group by months.council_code, months.financial_year
),

years as (
    select
        council_code,
        council_name,
        financial_year,
        min(amount_basis) as amount_basis,
        min(payment_date) as period_start,
        max(payment_date) as period_end,
        cast(sum(amount_pence) as bigint) as supplier_pence,
        cast(coalesce(sum(amount_pence) filter (where place is not null), 0) as bigint)
            as located_pence
    from counted
    group by council_code, council_name, financial_year
),

places as (
    select
        unnest({{ places }}) as place,
        unnest(range(1, {{ places | length + 1 }})) as place_order
),

{% set sums = [
    ('spend_pence', 'true'),
    ('known_lsoa_pence', 'is_deprived_fifth is not null'),
    ('deprived_fifth_pence', 'is_deprived_fifth'),
    ('sme_pence', 'is_sme'),
    ('not_sme_pence', 'not is_sme'),
    ('social_enterprise_pence', 'is_social_enterprise'),
] %}
summed as (
    select
        years.council_code,
        years.financial_year,
        places.place,
        places.place_order,
        {% for name, condition in sums %}
        cast(coalesce(sum(counted.amount_pence) filter (where {{ condition }}), 0) as bigint)
            as {{ name }},
        {% endfor %}
        count(counted.payment_id) as payment_count
    from years
    cross join places
    left join counted
        on
            years.council_code = counted.council_code
            and years.financial_year = counted.financial_year
            and places.place = counted.place
    group by all
),

reached as (
    select
        *,
        cast(sum(spend_pence) over (
            partition by council_code, financial_year
            order by place_order
        ) as bigint) as reached_pence
    from summed
)

select
    years.council_code,
    years.council_name,
    years.financial_year,
    reached.place,
    reached.place_order,
    years.period_start,
    years.period_end,
    full_months.full_month_count,
    full_months.full_month_count < 12 as is_part_year,
    years.amount_basis,
    reached.payment_count,
    reached.spend_pence,
    reached.reached_pence,
    years.located_pence,
    years.supplier_pence,
    {{ spend_share('years.located_pence') }} as located_share_pct,
    {{ spend_share('reached.reached_pence') }} as reached_share_low_pct,
    {{ spend_share('reached.reached_pence', 'years.located_pence') }}
        as reached_share_of_located_pct,
    {{ spend_share('reached.reached_pence + years.supplier_pence - years.located_pence') }}
        as reached_share_high_pct,
    100 - {{ spend_share('reached.reached_pence + years.supplier_pence - years.located_pence') }}
        as leakage_low_pct,
    100 - {{ spend_share('reached.reached_pence', 'years.located_pence') }}
        as leakage_of_located_pct,
    100 - {{ spend_share('reached.reached_pence') }} as leakage_high_pct,
    reached.known_lsoa_pence,
    reached.deprived_fifth_pence,
    if(
        2 * reached.known_lsoa_pence >= reached.spend_pence,
        {{ spend_share('reached.deprived_fifth_pence', 'reached.known_lsoa_pence') }},
        null
    ) as deprived_fifth_share_pct,
    if(reached.sme_pence + reached.not_sme_pence = 0, null, reached.sme_pence) as sme_pence,
    if(reached.sme_pence + reached.not_sme_pence = 0, null, reached.not_sme_pence)
        as not_sme_pence,
    reached.social_enterprise_pence,
    'Low: none of what is not located lies in the place or nearer; high: all of it does. '
    || 'Central: as what is located, which is no random part: charities, clubs and contractors of '
    || 'Salford are found, most firms are not. Not in the interval: wrong matches, and offices '
    || 'that are not where the work is done.' as interval_basis
from reached
inner join years
    on reached.council_code = years.council_code and reached.financial_year = years.financial_year
inner join full_months
    on
        reached.council_code = full_months.council_code
        and reached.financial_year = full_months.financial_year
order by years.council_code, years.financial_year, reached.place_order
