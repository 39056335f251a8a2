-- The organisation of each supplier: of the pairs that are likely enough, those of the strongest
-- likeness. Where these lie in several districts, the supplier has no place; nor where its name is
-- short and one of those who bear it has none.
with used as (
    select min(threshold) as threshold
    from {{ ref('ref_supplier_bands') }}
    where is_used
),

likely as (
    select
        pairs.supplier_key,
        pairs.match_probability,
        pairs.name_level,
        case when pairs.is_number_shared then 'number' else 'name' end as matched_by,
        organisations.*
    from {{ ref('int_supplier__pairs') }} as pairs
    inner join used on pairs.match_probability >= used.threshold
    inner join {{ ref('int_supplier__organisations') }} as organisations
        on pairs.pair_key = organisations.pair_key
    qualify
        rank() over (
            partition by pairs.supplier_key
            order by pairs.is_number_shared desc, pairs.match_probability desc
        ) = 1
        or pairs.is_number_shared
),

placed as (
    select
        supplier_key,
        count(distinct district_2024_code) as district_count,
        min(district_2024_code) as district_2024_code,
        case when count(distinct lsoa_2021_code) = 1 then min(lsoa_2021_code) end as lsoa_2021_code,
        bool_or(name_level = 'same short' and matched_by = 'name')
        and bool_or(district_2024_code is null) as is_vague,
        bool_or(is_sme) as is_sme,
        bool_or(is_social) as is_social
    from likely
    group by supplier_key
),

judged as (
    select
        *,
        case
            when district_count = 0 then 'no place known'
            when district_count > 1 or is_vague then 'several places'
            else 'located'
        end as match_status
    from placed
),

chosen as (
    select *
    from likely
    qualify row_number() over (
        partition by supplier_key
        order by
            match_probability desc,
            district_2024_code is null asc,
            organisation_id asc,
            pair_key asc
    ) = 1
),

interest_companies as (
    select org_id
    from {{ ref('community_organisations') }}
    where kind = 'community interest company'
)

select
    names.supplier_key,
    names.supplier_name,
    names.spelling_count,
    names.payment_count,
    names.amount_pence,
    coalesce(judged.match_status, 'not matched') as match_status,
    chosen.matched_by,
    chosen.organisation_id,
    chosen.organisation_name,
    chosen.organisation_kind,
    chosen.match_probability,
    case when judged.match_status = 'located' then judged.district_2024_code end
        as district_2024_code,
    case when judged.match_status = 'located' then judged.lsoa_2021_code end as lsoa_2021_code,
    judged.is_sme,
    coalesce(
        names.is_called_cic
        or names.is_voluntary_sector
        or names.charity_number is not null
        or judged.is_social
        or interest_companies.org_id is not null,
        false
    ) as is_social_enterprise
from {{ ref('int_supplier__names') }} as names
left join judged on names.supplier_key = judged.supplier_key
left join chosen on names.supplier_key = chosen.supplier_key
left join interest_companies on 'GB-COH-' || names.company_number = interest_companies.org_id
