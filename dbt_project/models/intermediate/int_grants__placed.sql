-- The place of every grant, from the strongest evidence there is (ref_location_evidence), and the
-- place of its recipient. A place outside England has no areas.
with coded as (
    select
        award_key,
        case left(beneficiary_code, 3)
            when 'E01' then 'beneficiary_lsoa' when 'E05' then 'beneficiary_ward'
            else 'beneficiary_district'
        end as location_evidence,
        beneficiary_code as area_code
    from {{ ref('int_grants__united') }}
    where coalesce(beneficiary_locations, 1) <= 1 and beneficiary_code is not null
    union all
    select
        award_key,
        case left(recipient_code, 3)
            when 'E01' then 'recipient_lsoa' when 'E05' then 'recipient_ward'
            else 'recipient_district'
        end as location_evidence,
        recipient_code as area_code
    from {{ ref('int_grants__united') }}
    where recipient_code is not null
    union all
    {% for area in ['recipient_ward', 'recipient_district'] %}
    {{ grant_evidence(area, area ~ '_code', area ~ '_code as area_code') }}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

named as (
    {% for evidence, column in [
        ('recipient_district', 'recipient_district_name'),
        ('area_or_funder_office', 'area_or_office_name'),
    ] %}
    {{ grant_evidence(evidence, column, name_key(column) ~ ' as district_name_key') }}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

posted as (
    {% for column in ['project_postcode', 'recipient_postcode'] %}
    {{ grant_evidence(column, column, postcode_key(column) ~ ' as postcode_nospace') }}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

known_names as (
    select
        district_name_key,
        bool_and(is_england) as is_england,
        min(district_2024_code) as district_2024_code
    from {{ ref('int_district__known') }}
    group by district_name_key
    having count(distinct coalesce(district_2024_code, district_code)) = 1
),

candidates as (
    select
        coded.award_key,
        coded.location_evidence,
        {{ is_england('coded.area_code') }} as is_england,
        placed.lsoa_2021_code,
        placed.ward_2024_code,
        placed.district_2024_code
    from coded
    left join {{ ref('int_area_code__placed') }} as placed on coded.area_code = placed.area_code
    where placed.area_code is not null or regexp_matches(coded.area_code, '^(W0|S|N|95)')
    union all
    select
        named.award_key,
        named.location_evidence,
        known_names.is_england,
        cast(null as varchar) as lsoa_2021_code,
        cast(null as varchar) as ward_2024_code,
        known_names.district_2024_code
    from named
    inner join known_names on named.district_name_key = known_names.district_name_key
    where known_names.district_2024_code is not null or not known_names.is_england
    union all
    select
        posted.award_key,
        posted.location_evidence,
        postcodes.postcode is not null as is_england,
        postcodes.lsoa_2021_code,
        postcodes.ward_2024_code,
        postcodes.district_2024_code
    from posted
    inner join {{ ref('stg_os_code_point_open__postcodes') }} as known
        on posted.postcode_nospace = {{ postcode_key('known.postcode') }}
    left join {{ ref('postcodes') }} as postcodes
        on posted.postcode_nospace = postcodes.postcode_nospace
    where postcodes.district_2024_code is not null or not {{ is_england('known.country_code') }}
),

ranked as (
    select
        candidates.*,
        printf('%02d', evidence.evidence_rank) || concat_ws(
            '', candidates.lsoa_2021_code, candidates.ward_2024_code, candidates.district_2024_code
        ) as preference,
        starts_with(candidates.location_evidence, 'recipient_') as is_of_recipient
    from candidates
    inner join {{ ref('ref_location_evidence') }} as evidence
        on candidates.location_evidence = evidence.location_evidence
)

select
    award_key,
    arg_min(location_evidence, preference) as location_evidence,
    arg_min(is_england, preference) as is_england,
    bool_or(ends_with(location_evidence, '_postcode')) as has_known_postcode,
    arg_min(coalesce(lsoa_2021_code, ''), preference) as lsoa_2021_code,
    arg_min(coalesce(ward_2024_code, ''), preference) as ward_2024_code,
    arg_min(coalesce(district_2024_code, ''), preference) as district_2024_code,
    arg_min(coalesce(lsoa_2021_code, ''), preference) filter (where is_of_recipient)
        as recipient_lsoa_2021_code,
    arg_min(coalesce(district_2024_code, ''), preference) filter (where is_of_recipient)
        as recipient_district_2024_code
from ranked
group by award_key
