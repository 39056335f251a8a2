-- What is recorded of assets that councils disposed of: assets, and councils' own counts of a year.
with assets as (
    select
        'asset' as record_kind,
        council_code,
        council_name,
        council_code || ':' || asset_reference as record_id,
        asset_name,
        asset_kind,
        disposal,
        disposed_on as period_start,
        disposed_on as period_end,
        {{ financial_year_of('disposed_on') }} as financial_year,
        1 as asset_count,
        price as amount_gbp,
        evidence,
        evidence_url,
        cast(null as varchar) as note
    from {{ ref('stg_councils_asset_sales__assets') }}
),

-- Answers of real councils are no part of a made-up England.
counts as (
    select
        'count of a council' as record_kind,
        council_code,
        council_name,
        council_code || ':' || period_kind || ':' || period_start || ':' || answered_on
            as record_id,
        cast(null as varchar) as asset_name,
        'not stated' as asset_kind,
        'sale' as disposal,
        period_start,
        period_end,
        case when period_kind = 'financial year' then {{ financial_year_of('period_start') }} end
            as financial_year,
        asset_count,
        value_gbp as amount_gbp,
        'answer to a request' as evidence,
        source as evidence_url,
        note
    from {{ ref('ref_asset_sale_answers') }}
    where {{ env_var('LBN_REAL', 'true') }}
)

select * from assets
union all by name
select * from counts
