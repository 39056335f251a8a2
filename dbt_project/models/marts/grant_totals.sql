-- Every row of every source is in exactly one row here.
with judged as (
    select
        united.source_id,
        united.funder_id,
        united.funder_name,
        coalesce(cast(year(united.award_date) as varchar), 'not said') as award_year,
        coalesce(united.reason_left_out, 'In the dataset grants.') as outcome,
        case
            when united.currency = 'GBP' or united.currency is null then united.amount_pence
        end as amount_pence,
        united.reason_left_out is null as is_published,
        nullif(placed.lsoa_2021_code, '') is not null as has_lsoa,
        nullif(placed.district_2024_code, '') is not null as has_district,
        coalesce(not placed.is_england, false) as is_abroad,
        coalesce(compared.is_duplicate, false) as is_duplicate
    from {{ ref('int_grants__united') }} as united
    left join {{ ref('int_grants__placed') }} as placed on united.award_key = placed.award_key
    left join {{ ref('int_grants__compared') }} as compared
        on united.award_key = compared.award_key
)

select
    source_id,
    funder_id,
    max(funder_name) as funder_name,
    award_year,
    outcome,
    cast(count(*) as bigint) as award_count,
    cast(coalesce(sum(amount_pence), 0) as bigint) as amount_pence,
    cast(coalesce(sum(amount_pence) filter (where is_published and has_lsoa), 0) as bigint)
        as located_to_lsoa_pence,
    cast(coalesce(sum(amount_pence) filter (
        where is_published and has_district and not has_lsoa
    ), 0) as bigint)
        as located_to_district_only_pence,
    cast(coalesce(sum(amount_pence) filter (where is_published and is_abroad), 0) as bigint)
        as outside_england_pence,
    cast(coalesce(sum(amount_pence) filter (
        where is_published and not has_district and not is_abroad
    ), 0) as bigint)
        as not_located_pence,
    cast(coalesce(sum(amount_pence) filter (where is_duplicate), 0) as bigint)
        as duplicate_pence
from judged
group by source_id, funder_id, award_year, outcome
