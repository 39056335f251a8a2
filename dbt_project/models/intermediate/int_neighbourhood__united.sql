-- Every indicator of every source, in one shape. A share is computed here from its numerator and
-- denominator; any other value is the publisher's.
select
    'lsoa_2021' as area_type,
    lsoa_2021_code as area_code,
    indicator,
    date '2021-03-21' as period_start,
    date '2021-03-21' as period_end,
    numerator,
    denominator,
    {{ share('numerator', 'denominator') }} as value,
    source_id
from {{ ref('int_neighbourhood__census') }}
