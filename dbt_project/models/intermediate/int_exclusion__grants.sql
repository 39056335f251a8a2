-- What `grants` leaves out, with the columns of `exclusions`.
with listed as (
    select
        unnest([
            'ace_project_grants', 'ace_portfolio_2018', 'ace_portfolio_2023', 'sportengland_awards',
            'threesixty_files', 'threesixty_grantnav', 'dcms_lottery_grants'
        ]) as source_id
),

sources_not_held as (
    select listed.source_id as item
    from listed
    anti join {{ ref('int_grants__united') }} as united on listed.source_id = united.source_id
)

select
    'grants' as dataset,
    source_id || ': ' || reason_left_out as item,
    'awards' as area_type,
    'all' as area_code,
    count(*) || ' awards' as area_name,
    reason_left_out as reason
from {{ ref('int_grants__united') }}
where reason_left_out is not null
group by source_id, reason_left_out
union all
{{ not_held("'grants'", 'sources_not_held', 'awards', 'Every award') }}
union all
select
    'grants' as dataset,
    'threesixty_grantnav: file ' || file as item,
    'awards' as area_type,
    'all' as area_code,
    grants || ' awards' as area_name,
    'The file is under a share-alike or unknown licence, so it is not read.' as reason
from {{ ref('stg_threesixty_grantnav__files') }}
where is_read = 'no'
