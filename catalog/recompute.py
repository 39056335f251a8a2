"""The community need index of one area, every step recomputed from the step before it.

Belongs here: arithmetic over a release's Parquet files, to be held against what they publish. Not
here: the index itself (dbt makes it), nor how a walk is told (`walk`).
"""

import math
from collections.abc import Iterable, Iterator

import duckdb
import polars as pl

from catalog.model import Strict
from catalog.steps import Difference, Row, unlike

DOMAINS = {
    "civic_assets": "Civic assets",
    "connectedness": "Connectedness",
    "active_engaged": "Active and engaged community",
}
# The variants of the index, the default first; columns `is_in_<variant>` say what counts in each.
VARIANTS = ("without_grants", "with_grants")
# The constant of the exponential scale: methods, section 1.2.
SCALE = 23
SMALLEST_LOGGED = 0.001

# Each indicator of the area, with what its raw value, its shrunk value and its standardised value
# should be by the step before: among all areas of the kind, and those of its district.
INDICATORS = """
with located as (
    select area_code, district_2024_code, region_code
    from left_behind_neighbourhoods
    where area_type = $kind
),
kind as (
    select indicators.indicator, indicators.area_code, indicators.domain, indicators.unit,
        indicators.numerator, indicators.denominator, indicators.raw_value,
        indicators.shrunk_value, indicators.standardised_value, indicators.coverage_share,
        indicators.is_imputed, indicators.imputed_from, indicators.imputation_error,
        indicators.period_start, indicators.period_end, indicators.source_id,
        parameters.title, parameters.counts_for, parameters.per, parameters.form,
        parameters.is_more_need_if_higher, parameters.is_counted_share,
        parameters.standardised_limit,
        parameters.is_in_without_grants, parameters.is_in_with_grants,
        located.district_2024_code, located.region_code,
        case parameters.form
            when 'square_root' then sqrt(indicators.shrunk_value)
            when 'log' then ln(greatest(indicators.shrunk_value, $smallest))
            else indicators.shrunk_value
        end as reshaped
    from community_need_indicators as indicators
    inner join community_need_parameters as parameters using (indicator)
    left join located using (area_code)
    where indicators.area_type = $kind
),
pooled as (
    select area_code, indicator, district_2024_code,
        cast(numerator as double) as r, cast(denominator as double) as n,
        cast(sum(numerator) over grouped as double) as group_r,
        cast(sum(denominator) over grouped as double) as group_n,
        count(*) over grouped as group_size
    from kind
    where is_counted_share and not is_imputed
    window grouped as (partition by indicator, district_2024_code)
),
odds as (
    select *,
        ln((r + 0.5) / (n - r + 0.5)) as log_odds,
        ln((group_r + 0.5) / (group_n - group_r + 0.5)) as group_log_odds,
        (n + 1) * (n + 2) / (n * (r + 1) * (n - r + 1)) as own_variance
    from pooled
),
weighed as (
    select *,
        sum(power(log_odds - group_log_odds, 2)) over (
            partition by indicator, district_2024_code
        ) / nullif(group_size - 1, 0) as group_variance
    from odds
),
shrunk as (
    select area_code, indicator, group_log_odds, log_odds,
        coalesce(group_variance / (group_variance + own_variance), 1) as own_weight
    from weighed
),
spread as (
    select indicator, avg(reshaped) as mean, stddev_pop(reshaped) as deviation
    from kind
    where not is_imputed
    group by indicator
),
filled as (
    select indicator, district_2024_code, region_code, avg(standardised_value) as mean,
        case
            when grouping(district_2024_code) = 0 then 'district'
            when grouping(region_code) = 0 then 'region'
            else 'country'
        end as level
    from kind
    where not is_imputed
    group by grouping sets (
        (indicator, district_2024_code), (indicator, region_code), (indicator)
    )
)
select kind.*,
    kind.per * kind.numerator / kind.denominator as raw_again,
    case
        when kind.is_counted_share then 1 / (1 + exp(
            -(shrunk.own_weight * shrunk.log_odds
                + (1 - shrunk.own_weight) * shrunk.group_log_odds)
        ))
        else kind.raw_value
    end as shrunk_again,
    case
        when kind.is_imputed then filled.mean
        else greatest(-standardised_limit, least(standardised_limit, coalesce(
            if(kind.is_more_need_if_higher, 1, -1)
                * (kind.reshaped - spread.mean) / nullif(spread.deviation, 0),
            0
        )))
    end as standardised_again
from kind
left join spread using (indicator)
left join shrunk using (area_code, indicator)
left join filled
    on kind.indicator = filled.indicator
    and kind.imputed_from = filled.level
    and (filled.level != 'district' or kind.district_2024_code = filled.district_2024_code)
    and (filled.level != 'region' or kind.region_code = filled.region_code)
where kind.area_code = $code
order by kind.counts_for desc, kind.indicator
"""

# Ranks by counting those that come before: a higher score, or the same and a smaller code.
RANKS = """
with own as (
    select * from community_need_index
    where area_type = $kind and area_code = $code and index_variant = $variant
)
select {ranks}, count(*) as ranked_area_count
from community_need_index as others
cross join own
where others.area_type = $kind and others.index_variant = $variant
"""


class Domain(Strict):
    """One domain of the index: its score, its rank and that rank on the exponential scale."""

    name: str
    title: str
    score: float
    rank: int
    share: float
    transformed: float


def indicators_of(connection: duckdb.DuckDBPyConnection, kind: str, code: str) -> pl.DataFrame:
    """The indicators of an area, published beside recomputed (`raw_again`, `shrunk_again`, …)."""
    given = {"kind": kind, "code": code, "smallest": SMALLEST_LOGGED}
    return connection.execute(INDICATORS, given).pl()


def index_of(connection: duckdb.DuckDBPyConnection, kind: str, code: str, variant: str) -> Row:
    """The area's row of `community_need_index`."""
    found = connection.execute(
        "select * from community_need_index "
        "where area_type = $kind and area_code = $code and index_variant = $variant",
        {"kind": kind, "code": code, "variant": variant},
    )
    return found.pl().row(0, named=True)


def domains_of(index: Row) -> list[Domain]:
    """The domains of an area, X computed from the published ranks."""
    count = int(index["ranked_area_count"])
    return [_domain(name, title, index, count) for name, title in DOMAINS.items()]


def exponential(share: float) -> float:
    """X = −23 ln(1 − R (1 − e^(−100/23))): 0 to 100; methods, section 1.2."""
    return -SCALE * math.log(1 - share * (1 - math.exp(-100 / SCALE)))


def differences(
    connection: duckdb.DuckDBPyConnection,
    indicators: pl.DataFrame,
    variants: Iterable[Row],
) -> Iterator[Difference]:
    """Every published number of an area that does not follow from the step before."""
    yield from _of_indicators(indicators)
    for index in variants:
        yield from _of_index(connection, indicators, index)


def in_variant(indicators: pl.DataFrame, variant: str) -> pl.DataFrame:
    """The indicators that count in a variant of the index."""
    return indicators.filter(f"is_in_{variant}")


def _of_indicators(indicators: pl.DataFrame) -> Iterator[Difference]:
    for row in indicators.iter_rows(named=True):
        steps = ("standardised",) if row["is_imputed"] else ("raw", "shrunk", "standardised")
        for step in steps:
            what = f"{step} value of {row['indicator']}"
            yield from unlike(what, row[f"{step}_value"], row[f"{step}_again"])


def _of_index(
    connection: duckdb.DuckDBPyConnection, indicators: pl.DataFrame, index: Row
) -> Iterator[Difference]:
    counted = in_variant(indicators, str(index["index_variant"]))
    ranks = _ranks(connection, index)
    for domain in domains_of(index):
        members = counted.filter(pl.col("domain") == domain.name)
        yield from unlike(f"score of {domain.title}", domain.score, _mean(members))
        yield from unlike(f"rank of {domain.title}", domain.rank, ranks[f"{domain.name}_rank"])
    total = sum(domain.transformed for domain in domains_of(index))
    yield from unlike("score", index["score"], total)
    yield from unlike("rank", index["rank"], ranks["rank"])
    yield from unlike("number of areas", index["ranked_area_count"], ranks["ranked_area_count"])
    # The tenth in which the middle of the rank lies, as of every tenth in a release.
    decile = 1 + (20 * ranks["rank"] - 10) // (2 * ranks["ranked_area_count"])
    yield from unlike("decile", index["decile"], decile)


def _mean(members: pl.DataFrame) -> float:
    """The mean of standardised values, by weight."""
    weight = pl.col("counts_for").cast(pl.Float64)
    mean = (weight * pl.col("standardised_value")).sum() / weight.sum()
    return float(members.select(mean).item())


def _ranks(connection: duckdb.DuckDBPyConnection, index: Row) -> dict[str, int]:
    scores = {f"{name}_rank": f"{name}_score" for name in DOMAINS} | {"rank": "score"}
    ranks = ", ".join(
        f"1 + count(*) filter (others.{score} > own.{score} or (others.{score} = own.{score} "
        f"and others.area_code < own.area_code)) as {rank}"
        for rank, score in scores.items()
    )
    keys = {"kind": index["area_type"], "code": index["area_code"]}
    found = connection.execute(
        RANKS.format(ranks=ranks), keys | {"variant": index["index_variant"]}
    )
    return found.pl().row(0, named=True)


def _domain(name: str, title: str, index: Row, count: int) -> Domain:
    rank = int(index[f"{name}_rank"])
    share = (count + 1 - rank) / count
    return Domain(
        name=name,
        title=title,
        score=float(index[f"{name}_score"]),
        rank=rank,
        share=share,
        transformed=exponential(share),
    )
