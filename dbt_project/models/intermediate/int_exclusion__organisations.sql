select
    'community_organisations' as dataset,
    'linked charities' as item,
    'organisation' as area_type,
    'all' as area_code,
    count(*) || ' linked charities' as area_name,
    'A linked charity has the number of its main charity, which is in the dataset.' as reason
from {{ ref('stg_ccew_charities__charities') }}
where linked_charity_number != '0'
having count(*) > 0
union all
select
    'community_organisations' as dataset,
    'repeated societies' as item,
    'organisation' as area_type,
    'all' as area_code,
    count(*) - count(distinct society_number) || ' entries' as area_name,
    'The register lists the society more than once; its first entry is used.' as reason
from {{ ref('stg_fca_societies__societies') }}
having count(*) > count(distinct society_number)
union all
select
    'community_organisations' as dataset,
    'older entries of co-operatives' as item,
    'organisation' as area_type,
    'all' as area_code,
    count(*) - count(distinct coop_id) || ' entries' as area_name,
    'The yearly lists name the co-operative again; its entry in the newest list is used.' as reason
from {{ ref('stg_coopsuk_organisations__organisations') }}
having count(*) > count(distinct coop_id)
