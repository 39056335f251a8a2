{{ config(meta={'dagster': {'ref': {'name': 'rural_pockets'}}}) }}
select *
from {{ ref('rural_pockets') }}
where
    (coalesce(is_pocket, false) or coalesce(is_overlooked, false))
    and (
        imd_decile <= {{ param('rural_seen_deciles') }}
        or high_need_probability < {{ param('rural_pocket_probability') }}
    )
    or coalesce(is_pocket, false) and household_count < {{ param('rural_pocket_households') }}
    or (area_type = 'oa_2021') != (is_pocket is not null)
    or (area_type = 'lsoa_2021') != (is_overlooked is not null)
