select
    org_id,
    icnptso_code,
    icnptso_code_probability,
    icnptso_code_source
from {{ source('ukcat_cics', 'companies') }}
