-- What every indicator says of each LSOA of 2021, as a numerator and a denominator that can be
-- added up to any larger area. A value without a numerator of its own is weighted by residents.
-- An LSOA that a source does not cover has no row: that is not zero.
{% set published = [
    ('connectivity', 'iod_2025', 'connectivity_score'),
    ('digital_connectivity', 'iod_2025',
        'digital_connectivity_broadband_download_and_upload_speeds'),
    ('adults_with_low_skills', 'iod_2025',
        'adult_skills_and_english_language_proficiency_indicator'),
    ('comparative_illness', 'iod_2025', 'comparative_illness_and_disability_ratio_indicator'),
    ('patients_per_gp', 'iod_2025', 'patient_to_gp_ratio'),
    ('distance_to_gp', 'iod_2019', 'road_distance_to_a_gp_surgery_indicator_km'),
    ('distance_to_post_office', 'iod_2019', 'road_distance_to_a_post_office_indicator_km'),
    ('distance_to_primary_school', 'iod_2019', 'road_distance_to_a_primary_school_indicator_km'),
    ('distance_to_food_shop', 'iod_2019',
        'road_distance_to_general_store_or_supermarket_indicator_km'),
] %}
{% set counted = [
    'disabled_residents', 'households_without_car', 'adults_without_qualifications',
] %}
{% set worthwhile_measure =
    "Mean (Where 0 is ''not at all worthwhile'' and 10 is ''completely worthwhile'')" %}
{% set surveyed = [
    ('claimant_count', 'Claimant Count', 'Percentage'),
    ('engaged_with_arts', 'Engaged with the arts', 'Percentage'),
    ('visited_a_library', 'Visited a public library', 'Percentage'),
    ('visited_a_museum', 'Visited a museum or gallery', 'Percentage'),
    ('active_businesses', 'Active businesses', 'Number of enterprises'),
    ('employment_rate', 'Employment rate', 'Percentage'),
    ('worthwhile', 'Worthwhile', worthwhile_measure),
] %}
with lsoas as (
    select
        areas.lsoa_2021_code,
        areas.district_2024_code,
        residents.usual_residents as residents
    from {{ ref('int_lsoa_2021__areas') }} as areas
    inner join {{ ref('stg_ons_census21_residents__lsoas') }} as residents
        on areas.lsoa_2021_code = residents.lsoa_2021_code
    where residents.usual_residents > 0
),

district_residents as (
    select
        district_2024_code,
        sum(residents) as residents
    from lsoas
    group by district_2024_code
),

organised as (
    select distinct kinds.indicator
    from {{ ref('community_organisations') }} as organisations
    inner join {{ ref('ref_need_points') }} as kinds on organisations.kind = kinds.kind
    where organisations.lsoa_2021_code is not null and organisations.status = 'registered'
),

-- A kind of place that is held for no district at all leaves its indicator to the other kinds.
kinds_held as (
    select
        category,
        district_2024_code,
        is_covered,
        as_at
    from {{ ref('place_coverage') }}
    qualify bool_or(is_covered) over (partition by category)
),

covered as (
    select
        kinds.indicator,
        coverage.district_2024_code,
        min(coverage.as_at) as period_start,
        max(coverage.as_at) as period_end
    from kinds_held as coverage
    inner join {{ ref('ref_need_points') }} as kinds on coverage.category = kinds.kind
    group by kinds.indicator, coverage.district_2024_code
    having bool_and(coverage.is_covered)
    union all
    select
        organised.indicator,
        district_residents.district_2024_code,
        null as period_start,
        null as period_end
    from organised
    cross join district_residents
),

shared_places as (
    select
        indicator,
        lsoa_2021_code,
        sum(place_share) as places,
        sum(decayed_share) as decayed_places
    from {{ ref('int_need__reach') }}
    group by indicator, lsoa_2021_code
),

all_place_parts as (
    select
        covered.indicator,
        lsoas.lsoa_2021_code,
        coalesce(shared_places.places, 0) as numerator,
        coalesce(shared_places.decayed_places, 0) as decayed_numerator,
        lsoas.residents as denominator,
        0 as standard_error,
        covered.period_start,
        covered.period_end
    from covered
    inner join lsoas on covered.district_2024_code = lsoas.district_2024_code
    left join shared_places
        on
            covered.indicator = shared_places.indicator
            and lsoas.lsoa_2021_code = shared_places.lsoa_2021_code
),

place_parts as (
    select * exclude (decayed_numerator)
    from all_place_parts
    union all
    select
        parts.* exclude (decayed_numerator)
        replace (
            tested.indicator as indicator,
            parts.decayed_numerator as numerator
        )
    from all_place_parts as parts
    inner join {{ ref('param_need_indicators') }} as tested
        on parts.indicator || '_with_decay' = tested.indicator
),

transport_parts as (
    select
        transport.indicator,
        lsoas.lsoa_2021_code,
        transport.value * lsoas.residents as numerator,
        lsoas.residents as denominator,
        0 as standard_error,
        transport.as_at as period_start,
        transport.as_at as period_end
    from {{ ref('int_need__transport') }} as transport
    inner join lsoas on transport.lsoa_2021_code = lsoas.lsoa_2021_code
),

-- A district without any award has nought of those held.
granted as (
    select
        district_2024_code,
        sum(amount_pence) as amount_pence,
        min(award_date) as first_date,
        max(award_date) as last_date
    from {{ ref('int_need__granted') }}
    where district_2024_code is not null
    group by district_2024_code
),

granted_between as (
    select
        min(first_date) as first_date,
        max(last_date) as last_date
    from granted
    having count(*) > 0
),

grant_parts as (
    select
        'grants_per_head' as indicator,
        lsoas.lsoa_2021_code,
        coalesce(granted.amount_pence, 0) / 100.0 / districts.residents * lsoas.residents
            as numerator,
        lsoas.residents as denominator,
        0 as standard_error,
        granted_between.first_date as period_start,
        granted_between.last_date as period_end
    from lsoas
    cross join granted_between
    inner join district_residents as districts
        on lsoas.district_2024_code = districts.district_2024_code
    left join granted on lsoas.district_2024_code = granted.district_2024_code
),

counted_parts as (
    select
        indicator,
        area_code as lsoa_2021_code,
        numerator,
        denominator,
        0 as standard_error,
        period_start,
        period_end
    from {{ ref('neighbourhood_statistics') }}
    where
        area_type = 'lsoa_2021'
        and indicator in (
            {% for name in counted %}
            '{{ name }}'{% if not loop.last %},{% endif %}
            {% endfor %}
        )
        and status = 'published'
),

-- Values of LSOAs of 2011 are carried to those of 2021 by the residents that they share.
values_2011 as (
    select
        case indicator
            {% for name, edition, published_name in published if edition == 'iod_2019' %}
            when '{{ published_name }}' then '{{ name }}'
            {% endfor %}
        end as indicator,
        lsoa_code as lsoa_2011_code,
        value,
        cast(null as date) as period_start,
        cast(null as date) as period_end
    from {{ ref('deprivation_indicators') }}
    where edition = 'iod_2019'
    union all
    select
        'distance_to_green_space' as indicator,
        area_code as lsoa_2011_code,
        value,
        period_start,
        period_end
    from {{ ref('neighbourhood_statistics') }}
    where
        area_type = 'lsoa_2011'
        and indicator = 'average_distance_to_green_space'
        and status = 'published'
    union all
    -- An LSOA of 2011 is named after its MSOA and a letter.
    select
        'adults_who_trust_others' as indicator,
        lsoas_2011.lsoa_2011_code,
        trust.trusting_share as value,
        date '2022-01-01' as period_start,
        date '2023-12-31' as period_end
    from {{ ref('stg_onward_good_neighbours__msoas') }} as trust
    inner join {{ ref('stg_ons_lsoa11_ward17__lsoas') }} as lsoas_2011
        on trust.msoa_2011_name = regexp_replace(lsoas_2011.lsoa_2011_name, '[A-Z]$', '')
),

parts_2011 as (
    select
        values_2011.indicator,
        overlap.lsoa_2021_code,
        sum(
            cast(
                cast(values_2011.value as double) * cast(overlap.shared_residents as double)
                as decimal(18, 6)
            )
        ) as numerator,
        sum(overlap.shared_residents) as denominator,
        0 as standard_error,
        min(values_2011.period_start) as period_start,
        max(values_2011.period_end) as period_end
    from values_2011
    inner join {{ ref('int_lsoa__overlap') }} as overlap
        on values_2011.lsoa_2011_code = overlap.lsoa_2011_code
    where values_2011.indicator is not null and values_2011.value is not null
    group by values_2011.indicator, overlap.lsoa_2021_code
    having sum(overlap.shared_residents) > 0
),

values_2025 as (
    select
        case indicator
            {% for name, edition, published_name in published if edition == 'iod_2025' %}
            when '{{ published_name }}' then '{{ name }}'
            {% endfor %}
        end as indicator,
        lsoa_code as lsoa_2021_code,
        value
    from {{ ref('deprivation_indicators') }}
    where edition = 'iod_2025' and value is not null
),

parts_2025 as (
    select
        values_2025.indicator,
        lsoas.lsoa_2021_code,
        cast(values_2025.value as double) * lsoas.residents as numerator,
        lsoas.residents as denominator,
        0 as standard_error,
        null as period_start,
        null as period_end
    from values_2025
    inner join lsoas on values_2025.lsoa_2021_code = lsoas.lsoa_2021_code
    where values_2025.indicator is not null
),

latest as (
    select *
    from {{ ref('district_statistics') }}
    where
        area_type = 'district'
        and area_code = district_2024_code
        and value is not null
        and (indicator, measure) in (
            {% for _, published_name, measure in surveyed %}
            ('{{ published_name }}', '{{ measure }}'){% if not loop.last %},{% endif %}
            {% endfor %}
        )
    qualify
        row_number() over (
            partition by indicator, measure, area_code
            order by period_end desc, is_repeated asc, period_start asc
        ) = 1
),

district_values as (
    select
        case latest.indicator
            {% for name, published_name, _ in surveyed %}
            when '{{ published_name }}' then '{{ name }}'
            {% endfor %}
        end as indicator,
        latest.district_2024_code,
        case
            when latest.measure = 'Number of enterprises'
                then latest.value / residents.residents
            else latest.value
        end as value,
        coalesce((latest.upper_95 - latest.lower_95) / (2 * 1.96), 0) as standard_error,
        latest.period_start,
        latest.period_end
    from latest
    inner join district_residents as residents
        on latest.district_2024_code = residents.district_2024_code
),

district_parts as (
    select
        district_values.indicator,
        lsoas.lsoa_2021_code,
        district_values.value * lsoas.residents as numerator,
        lsoas.residents as denominator,
        district_values.standard_error,
        district_values.period_start,
        district_values.period_end
    from district_values
    inner join lsoas on district_values.district_2024_code = lsoas.district_2024_code
)

{% for parts in [
    'place_parts', 'transport_parts', 'grant_parts', 'counted_parts', 'parts_2011', 'parts_2025',
    'district_parts',
] %}
select
    indicator,
    lsoa_2021_code,
    cast(numerator as decimal(18, 6)) as numerator,
    cast(denominator as decimal(18, 6)) as denominator,
    cast(standard_error as double) as standard_error,
    cast(period_start as date) as period_start,
    cast(period_end as date) as period_end
from {{ parts }}
where denominator > 0
{% if not loop.last %}union all{% endif %}
{% endfor %}
