select
    lsoa_2011_code,
    broadband_score,
    demography_score,
    deprivation_score,
    digital_exclusion_score,
    health_access_score,
    overall_score
from {{ source('humaniverse_depahri', 'lsoas') }}
