{{ config(meta={'dagster': {'ref': {'name': 'stg_ons_census21_topics__counts'}}}) }}
-- A category that the publisher words in another way would vanish from a sum without a trace.
with held as (
    select distinct
        topic,
        category
    from {{ ref('stg_ons_census21_topics__counts') }}
    union
    select distinct
        topic,
        category
    from {{ ref('stg_ons_census21_topics_live__counts') }}
    union
    select distinct
        'Age' as topic,
        age_band as category
    from {{ ref('stg_ons_census21_age__counts') }}
)

select
    parts.indicator,
    parts.topic,
    parts.category
from {{ ref('ref_census_indicators') }} as parts
semi join held as topics on parts.topic = topics.topic
anti join held as categories
    on parts.topic = categories.topic and parts.category = categories.category
