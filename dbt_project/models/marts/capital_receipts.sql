with receipts as (
    select
        bodies.* exclude (body_code),
        summed.*
    from {{ ref('int_receipt__summed') }} as summed
    inner join {{ ref('int_receipt__bodies') }} as bodies on summed.body_code = bodies.body_code
),

-- Each body once by itself, and once in each sum that it is part of.
scoped as (
    select
        * exclude (body_code, body_name, region_code, region_name, authority_class),
        unnest([body_kind, 'class', 'region', 'country']) as scope,
        unnest([body_code, authority_class, region_code, 'E92000001']) as area_code,
        unnest([body_name, authority_class, region_name, 'England']) as area_name,
        unnest([authority_class, authority_class, null, null]) as authority_class,
        unnest([region_code, null, region_code, null]) as region_code
    from receipts
),

placed as (
    select
        unnest([body_kind, 'class']) as scope,
        unnest([body_code, authority_class]) as area_code,
        resident_count
    from {{ ref('int_receipt__bodies') }}
),

residents as (
    select
        area_type as scope,
        area_code,
        cast(population_2021_count as bigint) as resident_count
    from {{ ref('areas') }}
    where area_type in ('region', 'country')
    union all
    select
        scope,
        area_code,
        cast(sum(resident_count) as bigint) as resident_count
    from placed
    group by scope, area_code
),

summed as (
    select
        scope,
        area_code,
        any_value(area_name) as area_name,
        any_value(authority_class) as authority_class,
        any_value(region_code) as region_code,
        financial_year,
        receipt_line,
        any_value(line_status) as line_status,
        cast(sum(predecessor_count) as bigint) as predecessor_count,
        cast(sum(reported_count) as bigint) as reported_count,
        cast(sum(amount_gbp) as decimal(18, 2)) as amount_gbp
    from scoped
    group by scope, area_code, financial_year, receipt_line
),

reported_years as (
    select distinct
        body_code,
        financial_year
    from {{ ref('int_receipt__summed') }}
    where amount_gbp is not null
),

split as (
    select
        counties.council_2024_code,
        reported_years.financial_year,
        string_agg(counties.county_name, '; ' order by counties.county_name) as county_names
    from {{ ref('ref_split_counties') }} as counties
    inner join reported_years on counties.lgf_code = reported_years.body_code
    group by all
)

select
    summed.scope,
    summed.area_code,
    summed.area_name,
    summed.authority_class,
    nullif(summed.region_code, 'unplaced') as region_code,
    summed.financial_year,
    summed.receipt_line,
    summed.predecessor_count,
    summed.reported_count,
    summed.amount_gbp,
    {{ real_pounds('summed.amount_gbp', 'prices.real_factor') }} as amount_gbp_real,
    prices.price_base_year,
    residents.resident_count,
    if(residents.resident_count is null, null, 'Census 2021') as population_basis,
    cast(round(summed.amount_gbp / residents.resident_count, 2) as decimal(18, 2))
        as per_head_gbp,
    cast(
        round(
            {{ real_pounds('summed.amount_gbp', 'prices.real_factor') }} / residents.resident_count,
            2
        ) as decimal(18, 2)
    ) as per_head_gbp_real,
    case
        when summed.line_status != 'published' then summed.line_status
        when summed.predecessor_count = 0 then 'no return'
        when summed.reported_count = 0 then 'not available'
        when summed.reported_count < summed.predecessor_count then 'part published'
        else 'published'
    end as status,
    split.county_names as split_county
from summed
inner join {{ ref('int_price__levels') }} as prices
    on summed.financial_year = prices.financial_year
left join residents
    on summed.scope = residents.scope and summed.area_code = residents.area_code
left join split
    on
        summed.scope = 'council'
        and summed.area_code = split.council_2024_code
        and summed.financial_year = split.financial_year
