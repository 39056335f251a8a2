select
    report,
    organisation_code,
    organisation_name,
    postcode,
    open_date,
    close_date,
    status_code,
    organisation_subtype_code,
    prescribing_setting
from {{ source('nhs_ods_sites', 'sites') }}
