select
    sheet,
    organisation,
    awarded,
    discipline,
    applicant_ace_area,
    region_ons,
    local_authority_name,
    constituency
from {{ source('ace_culture_recovery_fund', 'awards') }}
