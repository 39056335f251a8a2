select
    bands.band_order,
    bands.band as weakest_kind_used,
    cast(bands.threshold as decimal(9, 4)) as threshold,
    bands.is_used,
    bands.pair_count,
    count(judgements.band) as judged_count,
    count(*) filter (where judgements.judgement = 'the same') as same_count,
    count(*) filter (where judgements.judgement = 'cannot tell') as undecided_count,
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
inner join {{ ref('int_supplier__measured') }} as measured
    on bands.band_order = measured.band_order
left join {{ ref('ref_supplier_judgements') }} as judgements on bands.band = judgements.band
group by all
order by bands.band_order
