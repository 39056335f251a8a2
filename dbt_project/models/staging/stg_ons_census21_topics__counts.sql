select
    lsoa_2021_code,
    topic,
    category,
    observation
from {{ source('ons_census21_topics', 'counts') }}
