-- A pair of a payment's own name and number with itself was not sampled: there is nothing to judge.
with current_pairs as (
    select
        case
            when pairs.is_number_shared then 'number shared'
            when pairs.name_level = 'same long' and pairs.match_probability < 0.5
                then 'same long, other number'
            when pairs.name_level in ('same words', 'two words in three')
                then 'same words or two words in three'
            else pairs.name_level
        end as band,
        count(*) as current_pair_count
    from {{ ref('int_supplier__pairs') }} as pairs
    inner join {{ ref('int_supplier__organisations') }} as organisations
        on pairs.pair_key = organisations.pair_key
    where
        not pairs.is_number_shared
        or organisations.organisation_kind != 'supplier with a number'
        or pairs.name_level not in ('same long', 'same short')
    group by band
),

judged as (
    select
        band,
        count(*) as judged_count,
        count(*) filter (where judgement = 'the same') as same_count,
        count(*) filter (where judgement = 'cannot tell') as undecided_count
    from {{ ref('ref_supplier_judgements') }}
    group by band
)

select
    bands.band_order,
    bands.band as weakest_kind_used,
    cast(bands.threshold as decimal(9, 4)) as threshold,
    bands.is_used,
    bands.pair_count,
    coalesce(current_pairs.current_pair_count, 0) as current_pair_count,
    judged.judged_count,
    judged.same_count,
    judged.undecided_count,
    cast(measured.precision as decimal(9, 4)) as match_precision,
    cast(measured.precision_low as decimal(9, 4)) as match_precision_low,
    cast(measured.precision_high as decimal(9, 4)) as match_precision_high,
    cast(measured.recall as decimal(9, 4)) as match_recall,
    cast(measured.recall_low as decimal(9, 4)) as match_recall_low,
    cast(measured.recall_high as decimal(9, 4)) as match_recall_high,
    '95 % of draws from the shares that a sample of each kind of pair leaves likely (Jeffreys). '
    || 'A pair that could not be told counts as wrong. Not in it: pairs never compared, '
    || 'and organisations in no list that is held.' as interval_basis
from {{ ref('ref_supplier_bands') }} as bands
inner join judged on bands.band = judged.band
inner join {{ ref('int_supplier__measured') }} as measured
    on bands.band_order = measured.band_order
left join current_pairs on bands.band = current_pairs.band
order by bands.band_order
