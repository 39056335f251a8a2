"""The walk of one area from raw numbers to its rank, read from a release's Parquet files alone.

Belongs here: finding the area, and telling each step in words and tables. Not here: the arithmetic
(`recompute`), nor how a walk looks at a prompt (`orchestration`).
"""

from collections.abc import Iterator

import duckdb
import polars as pl

from catalog.errors import QueryError
from catalog.model import Strict
from catalog.query import connect
from catalog.recompute import (
    DOMAINS,
    VARIANTS,
    differences,
    domains_of,
    in_variant,
    index_of,
    indicators_of,
)
from catalog.release import Release
from catalog.steps import NOTHING, Difference, Row, Step, amount, percent, signed, yes
from catalog.walk_lsoa import access_step, rural_step

# From the one that is asked for most: a code of several kinds is read as the first it is.
KINDS = {
    "ward_2025": "a ward of 2025",
    "ward_2024": "a ward of 2024",
    "ward_2017": "a ward of 2017",
    "msoa_2021": "an MSOA of 2021",
    "lsoa_2021": "an LSOA of 2021",
}
NEEDED = (
    "areas",
    "community_need_indicators",
    "community_need_index",
    "community_need_parameters",
    "exclusions",
    "left_behind_neighbourhoods",
)
CANDIDATES = 15
EDITIONS = {"iod_2019": "IoD 2019", "iod_2025": "IoD 2025"}
LISTS = {"published_225": "The published 225 wards", "pride_in_place": "Pride in Place"}
STANDARDISED = (
    "Each indicator is divided out, drawn towards its district where it is a counted share "
    "(shrunk), and set against all areas of the kind: 0 is their mean, 1 is one standard deviation "
    "more need, and nothing counts beyond 3. Where a source gives a finished value (a score, a "
    "rate, a distance), it is averaged over residents: the numerator is the sum of value times "
    "residents. Places per head are compared by their square root, distances by their "
    "logarithm."
)


class Walk(Strict):
    """All steps of one area. `differences` are numbers that do not follow from the step before."""

    title: str
    release: str
    is_demo: bool
    steps: list[Step]
    differences: list[Difference]


class Candidate(Strict):
    """An area that a name or a mistyped code may mean."""

    kind: str
    code: str
    name: str
    parent: str


def explain(release: Release, asked: str, kind: str | None = None) -> Walk:
    """The walk of an area.

    Args:
        release: where everything is read.
        asked: a code, or a name or a part of one.
        kind: which kind of area, where the code or name is of several.

    Raises:
        QueryError: the release has no index, or no one area is meant; the message names those near.
    """
    if missing := [name for name in NEEDED if release.dataset(name) is None]:
        raise QueryError(
            f"Release {release.id} has no {' and no '.join(missing)}.",
            "Make a new release: `lbn refresh`.",
        )
    with connect(release) as connection:
        area = _find(connection, asked.strip(), kind)
        return _walk(connection, release, area)


def _find(connection: duckdb.DuckDBPyConnection, asked: str, kind: str | None) -> Candidate:
    if kind is not None and kind not in KINDS:
        raise QueryError(
            f"There is no kind of area '{kind}'.", f"Choose one of {', '.join(KINDS)}."
        )
    kinds = [kind] if kind else list(KINDS)
    found = [each for each in _ranked(connection, asked) if each.kind in kinds]
    by_code = [each for each in found if each.code == asked.upper()]
    if by_code:
        return min(by_code, key=lambda each: kinds.index(each.kind))
    if len({each.code for each in found}) == 1:
        return min(found, key=lambda each: kinds.index(each.kind))
    if found:
        raise QueryError(f"'{asked}' may be any of these:\n{_listed(found)}\nGive the code.")
    raise QueryError(*_unknown(connection, asked))


def _ranked(connection: duckdb.DuckDBPyConnection, asked: str) -> list[Candidate]:
    """Areas that the index ranks, of that code, or else with those words in their name."""
    query = r"""
        select area_type as kind, area_code as code, area_name as name,
            district_2024_name as parent
        from left_behind_neighbourhoods
        where regexp_full_match(upper($asked), 'E0\d+') and starts_with(area_code, upper($asked))
            or contains(lower(area_name), lower($asked))
        order by lower(area_name) = lower($asked) desc, area_name, area_code, area_type
    """
    return _candidates(connection, query, asked)


def _unknown(connection: duckdb.DuckDBPyConnection, asked: str) -> tuple[str, str]:
    """What is said of a code or name that the index does not rank."""
    elsewhere = _candidates(
        connection,
        """
        select area_type as kind, area_code as code, area_name as name,
            coalesce(parent_area_name, '') as parent
        from areas where area_code = upper($asked) or lower(area_name) = lower($asked)
        order by area_type
        """,
        asked,
    )
    if elsewhere:
        known = f"{elsewhere[0].code} is {elsewhere[0].name} ({elsewhere[0].kind})"
        why = _reason_left_out(connection, elsewhere[0].code)
        ranked = f"the index ranks {', '.join(KINDS)}"
        return f"{known}; {why or ranked}.", "Look at it with `lbn query`."
    near = _candidates(
        connection,
        """
        select distinct on (area_code) area_type as kind, area_code as code, area_name as name,
            district_2024_name as parent
        from left_behind_neighbourhoods
        order by
            least(
                levenshtein(area_code, upper($asked)),
                levenshtein(lower(area_name), lower($asked))
            ),
            area_code
        limit 5
        """,
        asked,
    )
    return (
        f"There is no area '{asked}'. Near it are:\n{_listed(near)}\n",
        "Give one of their codes.",
    )


def _reason_left_out(connection: duckdb.DuckDBPyConnection, code: str) -> str | None:
    found = connection.execute(
        "select reason from exclusions "
        "where dataset = 'community_need_index' and area_code = $code",
        {"code": code},
    ).fetchone()
    return str(found[0]).rstrip(".") if found else None


def _candidates(connection: duckdb.DuckDBPyConnection, query: str, asked: str) -> list[Candidate]:
    found = connection.execute(query, {"asked": asked}).pl()
    return [Candidate.model_validate(row) for row in found.iter_rows(named=True)]


def _listed(candidates: list[Candidate]) -> str:
    """One line for each area, its kinds together."""
    kinds: dict[tuple[str, str, str], list[str]] = {}
    for each in candidates:
        kinds.setdefault((each.code, each.name, each.parent), []).append(each.kind)
    lines = [
        f"  {code}  {name}, {parent} ({', '.join(of)})"
        for (code, name, parent), of in kinds.items()
    ]
    more = len(lines) - CANDIDATES
    return "\n".join(lines[:CANDIDATES] + ([f"  … and {more} more"] if more > 0 else []))


def _walk(connection: duckdb.DuckDBPyConnection, release: Release, area: Candidate) -> Walk:
    indicators = indicators_of(connection, area.kind, area.code)
    variants = [index_of(connection, area.kind, area.code, variant) for variant in VARIANTS]
    index = variants[0]
    status = _status(connection, area)
    of_lsoa = [
        *access_step(connection, release, area.code),
        *rural_step(connection, release, area.code),
    ]
    found = [
        *differences(connection, indicators, variants),
        *(difference for part in of_lsoa for difference in part.differences),
    ]
    return Walk(
        title=f"{area.name}, {area.parent} ({area.code}, {KINDS[area.kind]})",
        release=release.id,
        is_demo=release.manifest.demo,
        steps=[
            _area_step(connection, area, status),
            *_indicator_steps(indicators),
            _domain_step(index),
            _sum_step(*variants),
            _deprivation_step(status),
            _definition_step(status),
            *(part.step for part in of_lsoa),
            _source_step(indicators),
            _caveat_step(index, indicators),
        ],
        differences=found,
    )


def _status(connection: duckdb.DuckDBPyConnection, area: Candidate) -> Row:
    return (
        connection.execute(
            "select * from left_behind_neighbourhoods "
            "where area_type = $kind and area_code = $code",
            {"kind": area.kind, "code": area.code},
        )
        .pl()
        .row(0, named=True)
    )


def _area_step(connection: duckdb.DuckDBPyConnection, area: Candidate, status: Row) -> Step:
    others = [
        each.kind
        for each in _ranked(connection, area.code)
        if each.code == area.code and each.kind != area.kind
    ]
    text = [
        f"{area.name} is {KINDS[area.kind]} in {status['district_2024_name']}, "
        f"{status['region_name']}, with {amount(status['population_2021_count'])} residents "
        "(Census 2021)."
    ]
    if others:
        told = " and ".join(f"{KINDS[kind]} (`--kind {kind}`)" for kind in others)
        text.append(f"The same code is also {told}: the numbers differ a little with the boundary.")
    return Step(title="The area", text=text)


def _indicator_steps(indicators: pl.DataFrame) -> Iterator[Step]:
    counted = in_variant(indicators, "without_grants")
    for number, (name, title) in enumerate(DOMAINS.items(), start=1):
        members = counted.filter(pl.col("domain") == name)
        yield Step(
            title=f"Domain {number}: {title}",
            text=[STANDARDISED] if number == 1 else [],
            header=[
                *("indicator", "numerator ÷ denominator", "raw", "shrunk", "standardised"),
                "weight",
            ],
            rows=[_indicator_row(row) for row in members.iter_rows(named=True)],
        )


def _indicator_row(row: Row) -> list[str]:
    return [
        f"{row['title']} ({row['unit']})",
        _quotient(row),
        amount(row["raw_value"]),
        amount(row["shrunk_value"]) if row["is_counted_share"] else NOTHING,
        signed(row["standardised_value"]),
        amount(row["counts_for"]),
    ]


def _quotient(row: Row) -> str:
    if row["is_imputed"]:
        error = amount(row["imputation_error"])
        return f"not covered: mean of the {row['imputed_from']}, give or take {error}"
    per = int(row["per"])
    times = f"{per:,} × " if per != 1 else ""
    return f"{times}{amount(row['numerator'])} ÷ {amount(row['denominator'])}"


def _period(row: Row) -> str:
    """Months, from the first to the last; a source of no stated period has none."""
    start, end = (str(row[each] or NOTHING)[:7] for each in ("period_start", "period_end"))
    return start if start == end else f"{start} to {end}"


def _domain_step(index: Row) -> Step:
    count = int(index["ranked_area_count"])
    return Step(
        title="From domain scores to one scale",
        text=[
            "A domain's score is the mean of its standardised indicators, by weight. Its rank (1 "
            f"is most in need) among {count:,} areas becomes R = (N + 1 − rank) ÷ N, and that "
            "X = −23 ln(1 − R (1 − e^(−100/23))): what is worst counts most, so a good domain can "
            "hardly make up for a bad one."
        ],
        header=["domain", "score", "rank", "R", "X"],
        rows=[
            [
                domain.title,
                signed(domain.score),
                f"{domain.rank:,} of {count:,}",
                f"({count:,} + 1 − {domain.rank:,}) ÷ {count:,} = {domain.share:.5f}",
                f"−23 ln(1 − {count + 1 - domain.rank:,}/{count:,} × (1 − e^(−100/23))) "
                f"= {domain.transformed:.4f}",
            ]
            for domain in domains_of(index)
        ],
    )


def _sum_step(index: Row, with_grants: Row) -> Step:
    parts = " + ".join(f"{domain.transformed:.4f}" for domain in domains_of(index))
    count = int(index["ranked_area_count"])
    text = [
        f"{parts} = {float(index['score']):.3f}",
        f"That is rank {amount(index['rank'])} of {count:,}, decile {index['decile']}; "
        "1 is most in need.",
        "When weights, method and errors are drawn at random, 9 ranks of 10 lie between "
        f"{amount(index['rank_low'])} and {amount(index['rank_high'])}, and the area is in the "
        f"tenth most in need in {percent(index['worst_tenth_probability'])} of the draws.",
        "Counting grants per head too (the variant with_grants, not to be used where grants are "
        f"studied) it is rank {amount(with_grants['rank'])}.",
    ]
    return Step(title="The sum and the rank", text=text)


def _deprivation_step(status: Row) -> Step:
    count = int(status["deprivation_ranked_area_count"])
    return Step(
        title="Deprivation",
        text=[
            "The Index of Multiple Deprivation, averaged over the residents. Scores of different "
            "editions cannot be compared; a margin of 0 ranks or more is inside the worst tenth."
        ],
        header=["edition", "average score", "rank", "in the worst tenth", "margin in ranks"],
        rows=[
            [
                title,
                f"{float(status[f'{edition}_average_score']):.2f}",
                f"{status[f'{edition}_average_score_rank']:,} of {count:,}",
                yes(status[f"is_deprived_{edition}"]),
                f"{status[f'{edition}_margin_ranks']:+,}",
            ]
            for edition, title in EDITIONS.items()
        ],
    )


def _definition_step(status: Row) -> Step:
    need = yes(status["is_in_need"])
    rows = [
        [
            f"{title} and our index",
            yes(status[f"is_left_behind_{edition}"]),
            percent(status[f"left_behind_{edition}_probability"]),
            str(status[f"left_behind_{edition}_class"]),
        ]
        for edition, title in EDITIONS.items()
    ]
    for name, title in LISTS.items():
        share = f"{percent(status[f'{name}_share'])} of residents"
        rows.append([title, yes(status[f"is_{name}"]), share, NOTHING])
    return Step(
        title="Left behind?",
        text=[
            "Left behind is to be in the worst tenth of deprivation and in the tenth most in need. "
            f"In the tenth most in need: {need}, by a margin of {status['need_margin_ranks']:+,} "
            "ranks. "
            "Probability is the share of random draws in which both hold."
        ],
        header=["definition", "holds", "probability or share", "class"],
        rows=rows,
    )


def _source_step(indicators: pl.DataFrame) -> Step:
    return Step(
        title="Where the numbers come from",
        text=["Covered is the share of the area's residents that the source speaks for."],
        header=["indicator", "covered", "period", "source"],
        rows=[
            [str(row["title"]), percent(row["coverage_share"]), _period(row), str(row["source_id"])]
            for row in in_variant(indicators, "without_grants").iter_rows(named=True)
        ],
    )


def _caveat_step(index: Row, indicators: pl.DataFrame) -> Step:
    imputed = in_variant(indicators, "without_grants").filter("is_imputed")["title"].to_list()
    text = [
        f"{percent(index['coverage_share'])} of the index's weight is covered by sources for this "
        f"area; {percent(index['imputed_share'])} rests on values that were filled in"
        + (f" ({', '.join(imputed)})." if imputed else "."),
        "The index is this project's own and open; it is not the Community Needs Index behind the "
        "published list, and was not fitted to it.",
        "Neighbouring ranks differ by less than their uncertainty: do not read an order into them.",
        "A rank is among areas of one kind: that of a ward is not to be compared with an LSOA's.",
    ]
    return Step(title="Before you use it", text=text)
