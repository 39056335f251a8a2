-- Each area of public spending in itself, and each region in the groups that are spoken of.
with listed as (
    select distinct
        area_code,
        area_name
    from {{ ref('ref_spending_areas') }}
),

groups as (
    select
        area_code as member_code,
        area_code,
        area_name,
        case
            when starts_with(area_code, 'E12') then 'region'
            when area_name in ('Scotland', 'Wales', 'Northern Ireland') then 'country'
            else 'no area'
        end as area_type
    from listed
    union all
    select
        area_code as member_code,
        unnest(['E92000001', 'England outside London', 'North of England']) as area_code,
        unnest(['England', 'England outside London', 'North of England']) as area_name,
        unnest(['country', 'group of regions', 'group of regions']) as area_type
    from listed
    where starts_with(area_code, 'E12')
)

select * from groups
where
    area_code not in ('England outside London', 'North of England')
    or (area_code = 'England outside London' and member_code != 'E12000007')
    or (area_code = 'North of England' and member_code in ('E12000001', 'E12000002', 'E12000003'))
