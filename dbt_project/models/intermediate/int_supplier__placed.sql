-- Each payment with the place of its supplier, as seen from the council that paid.
with deprived as (
    select
        lsoa_code,
        decile <= 2 as is_deprived_fifth
    from {{ ref('deprivation') }}
    where edition = 'iod_2025' and domain = 'imd'
),

regions as (
    select
        area_code as district_2024_code,
        parent_area_code as region_code
    from {{ ref('areas') }}
    where area_type = 'district_2024'
)

select
    payments.*,
    case
        when payments.exclusion is not null then 'left out: ' || payments.exclusion
        when payments.supplier_status != 'named' then 'name ' || payments.supplier_status
        else coalesce(matched.match_status, 'not matched')
    end as spend_part,
    case
        when payments.exclusion is not null or matched.district_2024_code is null then null
        when matched.district_2024_code = payments.council_code then 'own district'
        when theirs.sub_region = own.sub_region then 'rest of the sub-region'
        when their_region.region_code = own_region.region_code then 'rest of the region'
        else 'rest of England'
    end as place,
    matched.is_sme,
    matched.is_social_enterprise,
    deprived.is_deprived_fifth
from {{ ref('int_supplier__payments') }} as payments
left join {{ ref('int_supplier__matched') }} as matched
    on payments.supplier_key = matched.supplier_key
left join {{ ref('ref_sub_regions') }} as own on payments.council_code = own.district_2024_code
left join {{ ref('ref_sub_regions') }} as theirs
    on matched.district_2024_code = theirs.district_2024_code
left join regions as own_region on payments.council_code = own_region.district_2024_code
left join regions as their_region
    on matched.district_2024_code = their_region.district_2024_code
left join deprived on matched.lsoa_2021_code = deprived.lsoa_code
