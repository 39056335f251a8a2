-- Money and grants by ward of 2017 from the awards, for each cut of the money: of awards that are
-- located to a ward, and of all that are located to a district, shared out over its wards by
-- residents. Rows without a ward are located to their district only, or (without one) to none.
{% set monies = {
    'all': 'true',
    'all, real': 'true',
    'charitable and lottery': 'is_charitable_or_lottery',
    'foundations': "funder_type = 'charity or foundation'",
    'lottery': 'is_lottery',
    'local scope': "recipient_scale = 'Local'",
    'without head offices': 'not is_moved_by_head_office',
    'without regrants': 'not is_regranted',
} %}
with awards as (
    select
        located.*,
        offices.recipient_scale,
        offices.is_moved_by_head_office
    from {{ ref('int_grant__located') }} as located
    inner join {{ ref('grant_head_offices') }} as offices
        on
            located.source_id = offices.source_id
            and located.grant_id = offices.grant_id
            and located.part = offices.part
    where coalesce(located.is_in_england, true) and not located.is_repeated
),

cuts as (
    {% for money, condition in monies.items() %}
    select
        '{{ money }}' as money,
        ward_2017_code,
        district_2024_code,
        {% if money.endswith('real') %}
        cast(round(sum(funding_year_real_pence)) as bigint) as amount_pence,
        {% else %}
        cast(sum(amount_pence) as bigint) as amount_pence,
        {% endif %}
        count(*) as grant_count,
        min(first_funding_year) as first_year,
        max(first_funding_year) as last_year
    from awards
    where {{ condition }}
    group by ward_2017_code, district_2024_code
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

districts as (
    select
        money,
        district_2024_code,
        sum(amount_pence) as amount_pence,
        sum(grant_count) as grant_count,
        min(first_year) as first_year,
        max(last_year) as last_year
    from cuts
    group by money, district_2024_code
),

shares as (
    select
        district_2024_code,
        ward_2017_code,
        cast(
            sum(shared_residents)
            / sum(sum(shared_residents)) over (partition by district_2024_code)
            as decimal(18, 12)
        ) as share
    from {{ ref('int_lsoa__overlap') }}
    where ward_2017_code is not null and district_2024_code is not null
    group by district_2024_code, ward_2017_code
)

select
    'awards, ward' as evidence,
    money,
    ward_2017_code,
    district_2024_code,
    ward_2017_code is not null as is_located,
    false as is_apportioned,
    amount_pence,
    cast(grant_count as decimal(18, 6)) as grant_count,
    first_year,
    last_year
from cuts
union all
select
    'awards, district shared out' as evidence,
    districts.money,
    shares.ward_2017_code,
    districts.district_2024_code,
    shares.ward_2017_code is not null as is_located,
    true as is_apportioned,
    cast(round(districts.amount_pence * coalesce(shares.share, 1)) as bigint) as amount_pence,
    cast(districts.grant_count * coalesce(shares.share, 1) as decimal(18, 6)) as grant_count,
    districts.first_year,
    districts.last_year
from districts
left join shares on districts.district_2024_code = shares.district_2024_code
