-- Numerators and denominators of the indicators that are made of census categories, England.
with counts as (
    select
        'ons_census21_topics' as source_id,
        *
    from {{ ref('stg_ons_census21_topics__counts') }}
    union all
    select
        'ons_census21_topics_live' as source_id,
        *
    from {{ ref('stg_ons_census21_topics_live__counts') }}
    union all
    select
        'ons_census21_age' as source_id,
        lsoa_2021_code,
        'Age' as topic,
        age_band as category,
        usual_residents as observation
    from {{ ref('stg_ons_census21_age__counts') }}
)

select
    counts.lsoa_2021_code,
    parts.indicator,
    counts.source_id,
    cast(sum(counts.observation) filter (where parts.part = 'numerator') as bigint) as numerator,
    cast(sum(counts.observation) filter (where parts.part = 'denominator') as bigint)
        as denominator
from counts
inner join {{ ref('ref_census_indicators') }} as parts
    on counts.topic = parts.topic and counts.category = parts.category
where {{ is_england('counts.lsoa_2021_code') }}
group by all
