-- A change of a council's LGF code comes from its ONS code, except for councils abolished before
-- ONS codes were in the finance files, which the seed lists by LGF code.
with districts as (
    select
        'ONS' as code_system,
        district_code as council_code,
        district_name as council_name,
        district_code as ons_code,
        district_name as names,
        case
            when district_code like 'E06%' then 'unitary authority'
            when district_code like 'E07%' then 'shire district'
            when district_code like 'E08%' then 'metropolitan district'
            else 'london borough'
        end as authority_class
    from {{ ref('stg_ons_local_authority_codes__districts') }}
    where district_code like 'E%'
),

coded as (
    select
        'LGF' as code_system,
        lgf_code as council_code,
        council_name,
        ons_code,
        names,
        authority_class
    from {{ ref('int_council__coded') }}
),

counties as (
    select
        'ONS' as code_system,
        ons_code as council_code,
        max_by(council_name, council_code) as council_name,
        ons_code,
        string_agg(distinct names, '; ' order by names) as names,
        'shire county' as authority_class
    from coded
    where ons_code like 'E10%'
    group by ons_code
),

councils as (
    select * from districts
    union all by name
    select * from coded
    union all by name
    select * from counties
),

changed as (
    select
        councils.*,
        coalesce(by_code.kind, by_ons.kind, 'unchanged') as kind,
        coalesce(by_code.changed_on, by_ons.changed_on) as changed_on,
        coalesce(by_code.note, by_ons.note) as note,
        case
            when coalesce(by_code.kind, by_ons.kind) is not null
                then coalesce(by_code.council_2024_code, by_ons.council_2024_code)
            else councils.ons_code
        end as council_2024_code
    from councils
    left join {{ ref('ref_council_changes') }} as by_code
        on
            councils.code_system = by_code.code_system
            and councils.council_code = by_code.council_code
    left join {{ ref('ref_council_changes') }} as by_ons
        on
            by_ons.code_system = 'ONS'
            and councils.ons_code = by_ons.council_code
)

select
    changed.code_system,
    changed.council_code,
    changed.council_name,
    changed.names,
    changed.authority_class,
    changed.kind,
    changed.changed_on,
    changed.council_2024_code,
    coalesce(current_district.council_name, current_county.council_name) as council_2024_name,
    changed.note
from changed
left join districts as current_district
    on changed.council_2024_code = current_district.council_code
left join counties as current_county
    on changed.council_2024_code = current_county.council_code
