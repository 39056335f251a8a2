-- Every award is in exactly one row for each kind of area and of year.
{% set area_types = {
    'ward_2017': 'ward_2017_code', 'ward_2024': 'ward_2024_code',
    'district_2024': 'district_2024_code', 'region': 'region_code', 'country': "'E92000001'",
} %}
{% set years = {
    'calendar year': ('award_year', 'award_year_real_pence'),
    'financial year': ('first_funding_year', 'funding_year_real_pence'),
} %}
with placed as (
    {% for area_type, code in area_types.items() %}
    {% for year_kind, (year, real) in years.items() %}
    select
        '{{ area_type }}' as area_type,
        '{{ year_kind }}' as year_kind,
        case
            when is_in_england then coalesce({{ code }}, 'not located')
            when not is_in_england then 'outside England'
            else 'not located'
        end as area_code,
        coalesce({{ year }}, 'not said') as award_year,
        funder_type,
        location_evidence,
        amount_pence,
        {{ real }} as real_pence,
        is_regranted,
        is_repeated
    from {{ ref('int_grant__located') }}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

summed as (
    select
        area_type,
        area_code,
        year_kind,
        award_year,
        funder_type,
        location_evidence,
        cast(count(*) as bigint) as grant_count,
        cast(sum(amount_pence) / 100 as decimal(18, 2)) as amount_gbp,
        case
            when count(real_pence) = count(*)
                then cast(round(sum(real_pence)) / 100 as decimal(18, 2))
        end as amount_gbp_real,
        cast(coalesce(sum(amount_pence) filter (where is_regranted), 0) / 100 as decimal(18, 2))
            as regranted_gbp,
        cast(coalesce(sum(amount_pence) filter (where is_repeated), 0) / 100 as decimal(18, 2))
            as repeated_gbp
    from placed
    group by area_type, area_code, year_kind, award_year, funder_type, location_evidence
),

bases as (
    select distinct price_base_year
    from {{ ref('int_price__levels') }}
)

select
    summed.area_type,
    summed.area_code,
    coalesce(areas.area_name, summed.area_code) as area_name,
    areas.area_code is not null as is_located,
    summed.year_kind,
    summed.award_year,
    summed.funder_type,
    summed.location_evidence,
    summed.grant_count,
    summed.amount_gbp,
    summed.amount_gbp_real,
    bases.price_base_year,
    summed.regranted_gbp,
    summed.repeated_gbp,
    areas.population_2021_count as resident_count,
    case when areas.area_code is not null then 'Census 2021, residents' end as population_basis,
    cast(summed.amount_gbp / nullif(areas.population_2021_count, 0) as decimal(18, 2))
        as amount_per_head_gbp,
    cast(summed.amount_gbp_real / nullif(areas.population_2021_count, 0) as decimal(18, 2))
        as amount_per_head_gbp_real
from summed
cross join bases
left join {{ ref('areas') }} as areas
    on summed.area_type = areas.area_type and summed.area_code = areas.area_code
