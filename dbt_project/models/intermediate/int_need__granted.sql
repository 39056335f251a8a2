-- The awards that count as money that a district's groups have won: for projects. What goes to be
-- granted on, and the regular funding of arts organisations, much of it national, are left out.
select
    grants.source_id,
    grants.grant_id,
    grants.amount_pence,
    grants.award_date,
    coalesce(grants.district_2024_code, areas.district_2024_code) as district_2024_code
from {{ ref('grants') }} as grants
left join {{ ref('int_lsoa_2021__areas') }} as areas
    on grants.lsoa_2021_code = areas.lsoa_2021_code
where
    grants.amount_pence > 0
    and not coalesce(grants.is_duplicate, false)
    and not coalesce(grants.is_possible_duplicate, false)
    and not coalesce(grants.is_regrant, false)
    and not coalesce(grants.is_passed_on, false)
    and not coalesce(grants.is_repayable, false)
    and not starts_with(grants.source_id, 'ace_portfolio')
