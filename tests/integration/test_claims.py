"""Claims of the founding documents, each answered again by the query that is published with it."""

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

import duckdb
import polars as pl
import pytest

from catalog.query import connect, run
from catalog.release import latest_release
from orchestration.workspace import Workspace


@pytest.fixture(scope="module")
def release(archive_workspace: Workspace) -> Iterator[duckdb.DuckDBPyConnection]:
    latest = latest_release(archive_workspace.published)
    assert latest is not None
    with connect(latest) as connection:
        yield connection


@pytest.fixture(scope="module")
def claims(release: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    return run(release, "select * from claims")


def rounded(value: float | Decimal | None) -> Decimal | None:
    if value is None:
        return None
    return Decimal(str(value)).quantize(Decimal("0.0001"), ROUND_HALF_UP)


def test_the_query_beside_a_claim_gives_the_figure_beside_it(
    release: duckdb.DuckDBPyConnection, claims: pl.DataFrame
) -> None:
    asked = claims.filter(pl.col("query").is_not_null())
    assert asked.height >= 10
    for claim in asked.iter_rows(named=True):
        answer = run(release, claim["query"]).row(0, named=True)
        for end in ("value", "value_low", "value_high"):
            said, found = claim[f"our_{end}"], rounded(answer[end])
            assert (said is None) == (found is None), (claim["claim_id"], end)
            assert said is None or abs(said - found) <= Decimal("0.0001"), (claim["claim_id"], end)


def test_a_claim_without_a_query_cannot_be_tested_and_says_what_is_missing(
    claims: pl.DataFrame,
) -> None:
    untested = claims.filter(pl.col("query").is_null())
    assert set(untested["verdict"]) == {"cannot be tested"}
    assert untested["our_value"].is_null().all()
    assert (untested["explanation"].str.len_chars() > 40).all()


def test_a_verdict_follows_from_the_two_figures(claims: pl.DataFrame) -> None:
    tested = claims.filter(pl.col("our_value").is_not_null()).select(
        "verdict",
        ratio=pl.col("our_value").cast(pl.Float64) / pl.col("claimed_value").cast(pl.Float64),
    )
    near = tested.filter(pl.col("verdict") == "reproduced")["ratio"]
    assert (near - 1).abs().max() <= 0.1
    assert tested.filter(pl.col("verdict") == "same order")["ratio"].is_between(0.5, 2).all()
    apart = tested.filter(pl.col("verdict") == "differs")["ratio"]
    assert not apart.is_between(0.5, 2).any()


def test_the_healthy_years_between_south_east_and_north_east_are_those_of_the_file(
    release: duckdb.DuckDBPyConnection, claims: pl.DataFrame
) -> None:
    regions = run(
        release,
        "select indicator, area_name, value from district_statistics "
        "where indicator like '%ale healthy life expectancy' and area_type = 'region' "
        "and period_start = date '2022-01-01'",
    )
    for sex, claim_id in (("Female", "healthy_life_women"), ("Male", "healthy_life_men")):
        years = dict(
            regions.filter(pl.col("indicator").str.starts_with(sex))
            .select("area_name", "value")
            .iter_rows()
        )
        said = claims.filter(pl.col("claim_id") == claim_id)["our_value"].item()
        assert float(said) == pytest.approx(years["South East"] - years["North East"])
