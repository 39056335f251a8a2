-- Money and grants by ward of 2017 as GrantNav held them in 2018, for each cut of the money. Wards
-- in which no one is known to live have no code here; their district has.
with districts as (
    select distinct
        district_code,
        district_2024_code
    from {{ ref('int_district__known') }}
    where district_2024_code is not null
),

placed as (
    select
        wards.area_code as ward_2017_code,
        amounts.award_year,
        amounts.amount_pence,
        amounts.grant_count,
        prices.real_factor,
        coalesce(wards.district_2024_code, districts.district_2024_code) as district_2024_code,
        coalesce(funders.funder_type, 'other') as funder_type
    from {{ ref('grants_by_ward_2018') }} as amounts
    inner join {{ ref('int_grant__price_years') }} as prices
        on
            prices.year_kind = 'calendar year'
            and cast(amounts.award_year as varchar) = prices.year_label
    left join {{ ref('left_behind_neighbourhoods') }} as wards
        on wards.area_type = 'ward_2017' and amounts.ward_2017_code = wards.area_code
    left join districts on amounts.district_code = districts.district_code
    left join {{ ref('ref_funders_2018') }} as funders
        on amounts.funder_name = funders.funder_name
    where amounts.is_in_england
)

{% for money, condition in {
    'all': 'true',
    'all, real': 'true',
    'charitable and lottery': "funder_type in ('charity or foundation', 'lottery distributor')",
    'foundations': "funder_type = 'charity or foundation'",
    'lottery': "funder_type = 'lottery distributor'",
}.items() %}
select
    'GrantNav 2018, ward of the office' as evidence,
    '{{ money }}' as money,
    ward_2017_code,
    district_2024_code,
    true as is_located,
    false as is_apportioned,
    {% if money.endswith('real') %}
    cast(round(sum(amount_pence * real_factor)) as bigint) as amount_pence,
    {% else %}
    cast(sum(amount_pence) as bigint) as amount_pence,
    {% endif %}
    cast(sum(grant_count) as decimal(18, 6)) as grant_count,
    cast(min(award_year) as varchar) as first_year,
    cast(max(award_year) as varchar) as last_year
from placed
where {{ condition }}
group by ward_2017_code, district_2024_code
{% if not loop.last %}union all{% endif %}
{% endfor %}
