-- Whom a payment may be to: names with an id or a place, from every list that is held and open.
{% set no_text = 'cast(null as varchar)' %}
with charities as (
    select
        labelled.org_id,
        min(labelled.charity_name) as org_name,
        min({{ written_postcode('labelled.postcode') }}) as postcode
    from {{ ref('stg_ukcat_charities__charities') }} as labelled
    where starts_with(labelled.org_id, 'GB-CHC-')
    group by labelled.org_id
)

select
    org_id,
    org_name,
    kind,
    lsoa_2021_code,
    district_2024_code,
    cast(null as boolean) as is_sme,
    source_id
from {{ ref('community_organisations') }}
where org_name is not null
union all
select
    case
        when regexp_full_match(replace(recipient_id, ' ', ''), '[A-Z]{2}-[A-Z]+-[A-Z]*[0-9]+[A-Z]?')
            then replace(recipient_id, ' ', '')
    end as org_id,
    recipient_name as org_name,
    'recipient of grants' as kind,
    recipient_lsoa_2021_code as lsoa_2021_code,
    recipient_district_2024_code as district_2024_code,
    cast(null as boolean) as is_sme,
    source_id
from {{ ref('grants') }}
where recipient_name is not null
union all
select
    'GB-COH-' || {{ company_number('contracts.supplier_company_number') }} as org_id,
    contracts.supplier_name as org_name,
    'contractor' as kind,
    postcodes.lsoa_2021_code,
    postcodes.district_2024_code,
    contracts.is_sme_supplier as is_sme,
    contracts.source_id
from {{ ref('council_contracts') }} as contracts
left join {{ ref('postcodes') }} as postcodes
    on contracts.supplier_postcode = postcodes.postcode
where contracts.supplier_name is not null
union all
select
    charities.org_id,
    charities.org_name,
    'charity' as kind,
    postcodes.lsoa_2021_code,
    postcodes.district_2024_code,
    cast(null as boolean) as is_sme,
    'ukcat_charities' as source_id
from charities
left join {{ ref('postcodes') }} as postcodes on charities.postcode = postcodes.postcode
union all
select
    place_id as org_id,
    name as org_name,
    category as kind,
    lsoa_2021_code,
    district_2024_code,
    cast(null as boolean) as is_sme,
    source_id
from {{ ref('places') }}
where category in ('independent_school', 'university', 'museum', 'gp_practice')
union all
select
    coalesce(
        'GB-COH-' || {{ company_number('supplier_company_number') }},
        'GB-CHC-' || {{ charity_number('supplier_charity_number') }}
    ) as org_id,
    supplier_name as org_name,
    'supplier with a number' as kind,
    {{ no_text }} as lsoa_2021_code,
    {{ no_text }} as district_2024_code,
    cast(null as boolean) as is_sme,
    'council_payments' as source_id
from {{ ref('int_supplier__payments') }}
where
    exclusion is null
    and supplier_name is not null
    and (
        {{ company_number('supplier_company_number') }} is not null
        or {{ charity_number('supplier_charity_number') }} is not null
    )
