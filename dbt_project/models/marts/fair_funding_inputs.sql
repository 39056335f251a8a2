with listed as (
    {% for measure, flag in [
        ('published_225', 'is_published_225'),
        ('left_behind_2019', 'is_left_behind_iod_2019'),
        ('left_behind_2025', 'is_left_behind_iod_2025'),
    ] %}
    select
        area_type,
        area_code,
        '{{ measure }}' as measure
    from {{ ref('left_behind_neighbourhoods') }}
    where {{ flag }}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

measured as (
    select
        area_type,
        area_code,
        'population' as measure,
        'every year' as financial_year,
        population_2021_count as value
    from {{ ref('int_fair__places') }}
    union all
    select
        area_type,
        area_code,
        measure,
        'every year' as financial_year,
        value
    from {{ ref('int_fair__needs') }}
    union all
    select
        area_type,
        area_code,
        measure,
        'every year' as financial_year,
        1 as value
    from listed
    {% for measure in ['capital_per_head', 'capital_per_head_real'] %}
    union all
    select
        places.area_type,
        places.area_code,
        '{{ measure }}' as measure,
        spending.financial_year,
        spending.{{ measure }} as value
    from {{ ref('int_fair__places') }} as places
    inner join {{ ref('int_fair__spending') }} as spending
        on places.region_code = spending.region_code
    where places.area_type in ('region', 'district_2024') and spending.{{ measure }} is not null
    {% endfor %}
)

select
    measured.area_type,
    measured.area_code,
    places.area_name,
    places.district_2024_code,
    places.upper_tier_2023_code,
    places.region_code,
    measured.measure,
    measured.financial_year,
    cast(measured.value as decimal(28, 9)) as value,
    case measured.measure
        when 'population' then 'people'
        when 'income_deprived' then 'share'
        when 'capital_per_head' then 'GBP of the year per head'
        when 'capital_per_head_real' then 'GBP of 2024-25 per head'
        when 'imd' then 'score'
        when 'community_need' then 'score'
        when 'imd_and_community_need' then 'score'
        else 'flag'
    end as unit
from measured
inner join {{ ref('int_fair__places') }} as places
    on measured.area_type = places.area_type and measured.area_code = places.area_code
union all
select
    area_type,
    area_code,
    area_name,
    null as district_2024_code,
    null as upper_tier_2023_code,
    null as region_code,
    'net_revenue_expenditure' as measure,
    financial_year,
    cast(net_revenue_gbp as decimal(28, 9)) as value,
    'GBP' as unit
from {{ ref('int_fair__revenue') }}
