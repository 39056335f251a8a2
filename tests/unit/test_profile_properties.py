"""Ranks and similar areas keep their promises whatever the areas are: the models' SQL is run.

The areas are made up, and few.
"""

import math
import random
from collections.abc import Iterator
from decimal import Decimal

import duckdb
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.models import Tables, fill, model_sql

RANKED = model_sql("int_profile__ranked")
COMPARED = model_sql("int_profile__compared")
SOCIETY_RANKED = model_sql("int_society__ranked")
REACHED = model_sql("int_similar__reached")
SIMILAR = model_sql("similar_areas")
VECTORS = model_sql("int_similar__vectors")
ALIKE = 10

often = settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
few_values = st.lists(st.integers(0, 6).map(lambda n: n / 4), min_size=1, max_size=40)
points = st.lists(st.tuples(*[st.integers(-3, 3)] * 3), min_size=2, max_size=120)


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as opened:
        yield opened


def code(number: int) -> str:
    return f"E{number:08}"


def run(connection: duckdb.DuckDBPyConnection, sql: str, tables: Tables) -> pl.DataFrame:
    fill(connection, tables)
    return connection.sql(sql).pl()


def valued(values: list[float], *, shuffled: int = 0) -> pl.DataFrame:
    rows = [("share", "ward", code(n), value) for n, value in enumerate(values)]
    random.Random(shuffled).shuffle(rows)
    frame = pl.DataFrame(rows, schema=["measure", "area_type", "area_code", "value"], orient="row")
    none = pl.lit(None, pl.Int32)
    return frame.with_columns(drawn_rank_low=none, drawn_rank_high=none)


def measures(better: str) -> pl.DataFrame:
    return pl.DataFrame({"measure": ["share"], "better": [better]})


def ranks(
    connection: duckdb.DuckDBPyConnection, values: list[float], better: str, shuffled: int = 0
) -> pl.DataFrame:
    tables = {
        "int_profile__valued": valued(values, shuffled=shuffled),
        "ref_profile_measures": measures(better),
    }
    return run(connection, RANKED, tables).sort("area_code")


@often
@given(values=few_values, better=st.sampled_from(["higher", "lower", "neither"]))
def test_ranks_are_a_permutation_and_equal_values_share_their_span(
    connection: duckdb.DuckDBPyConnection, values: list[float], better: str
) -> None:
    found = ranks(connection, values, better)
    assert sorted(found["rank"]) == list(range(1, len(values) + 1))
    worst_first = sorted(values, reverse=better != "higher")
    for value, rank, low, high in found.select("value", "rank", "rank_low", "rank_high").rows():
        assert (low, high) == (
            worst_first.index(value) + 1,
            worst_first.index(value) + worst_first.count(value),
        )
        assert low <= rank <= high


@often
@given(values=few_values, seed=st.integers(1, 99))
def test_the_order_of_rows_changes_no_rank(
    connection: duckdb.DuckDBPyConnection, values: list[float], seed: int
) -> None:
    assert ranks(connection, values, "lower").equals(
        ranks(connection, values, "lower", shuffled=seed)
    )


@often
@given(values=few_values, area=st.integers(0, 39), more=st.integers(1, 4))
def test_doing_better_never_brings_an_area_nearer_to_rank_one(
    connection: duckdb.DuckDBPyConnection, values: list[float], area: int, more: int
) -> None:
    area %= len(values)
    raised = [*values[:area], values[area] + more, *values[area + 1 :]]
    before, after = (ranks(connection, v, "higher")["rank"][area] for v in (values, raised))
    assert after >= before


@often
@given(
    bounds=st.lists(st.tuples(st.integers(0, 9), st.integers(0, 5)), min_size=1, max_size=25),
    known=st.integers(0, 2),
)
def test_the_ranks_that_intervals_allow_hold_the_rank(
    connection: duckdb.DuckDBPyConnection, bounds: list[tuple[int, int]], known: int
) -> None:
    rows = [
        ("years", code(n), 1.0 * middle, middle - width / 2, middle + width / 2)
        if n % 3 >= known
        else ("years", code(n), 1.0 * middle, None, None)
        for n, (middle, width) in enumerate(bounds)
    ]
    names = ["measure", "value_area_code", "value", "lowest_goodness", "highest_goodness"]
    placed = pl.DataFrame(rows, schema=names, orient="row").with_columns(
        pl.col("lowest_goodness", "highest_goodness").cast(pl.Float64), goodness="value"
    )
    found = run(connection, SOCIETY_RANKED, {"int_society__placed": placed})
    sure = [(low, high) for *_, low, high in rows if low is not None]
    for _, area, _, low, high in rows:
        rank, rank_low, rank_high = (
            found.filter(pl.col("value_area_code") == area)
            .select("rank", "rank_low", "rank_high")
            .row(0)
        )
        if low is None or high is None:
            assert rank_low is None
            continue
        assert rank_low == 1 + sum(other < low for _, other in sure)
        assert rank_high == len(rows) - sum(other > high for other, _ in sure)
        assert rank_low <= rank <= rank_high


@often
@given(
    parts=st.lists(
        st.tuples(st.integers(0, 100), st.integers(1, 500), st.integers(0, 2)), min_size=1
    )
)
def test_regions_weighted_by_their_people_make_up_england(
    connection: duckdb.DuckDBPyConnection, parts: list[tuple[int, int, int]]
) -> None:
    rows = [
        ("share", "msoa_2021", code(n), value / 100, Decimal(weight), f"E1200000{region}")
        for n, (value, weight, region) in enumerate(parts)
    ]
    names = ["measure", "area_type", "area_code", "value", "weight", "region_code"]
    frame = pl.DataFrame(rows, schema=names, orient="row").cast({"weight": pl.Decimal(10, 0)})
    areas = frame.with_columns(residents="weight")
    enough = pl.DataFrame({"parameter": ["access_least_counted_share"], "value": [0.95]})
    tables = {"int_profile__valued": frame, "int_profile__areas": areas, "param_methods": enough}
    found = run(connection, COMPARED, tables)
    values = dict(found.select("area_code", "value").rows())
    people = dict(frame.group_by("region_code").agg(pl.col("weight").cast(int).sum()).rows())
    mean = sum(values[region] * count for region, count in people.items()) / sum(people.values())
    assert values["E92000001"] == pytest.approx(mean, abs=2e-6)


def nearest(
    connection: duckdb.DuckDBPyConnection, positions: list[tuple[int, ...]]
) -> dict[str, list[str]]:
    rows = [
        ("ward_2024", code(n), [float(x) for x in position]) for n, position in enumerate(positions)
    ]
    vectors = pl.DataFrame(rows, schema=["area_type", "area_code", "position"], orient="row")
    areas = vectors.select("area_type", "area_code", area_name="area_code")
    reached = run(connection, REACHED, {"int_similar__vectors": vectors})
    found = run(connection, SIMILAR, {"int_similar__reached": reached, "areas": areas})
    listed = found.sort("similar_rank").group_by("area_code").agg("similar_area_code")
    return dict(listed.rows())


@often
@given(positions=points)
def test_similar_areas_are_the_ten_nearest_and_ties_go_by_code(
    connection: duckdb.DuckDBPyConnection, positions: list[tuple[int, ...]]
) -> None:
    found = nearest(connection, positions)
    for n, position in enumerate(positions):
        others = sorted(
            (round(math.dist(position, other), 6), code(m))
            for m, other in enumerate(positions)
            if m != n
        )
        assert found[code(n)] == [other for _, other in others[:ALIKE]]


@often
@given(positions=points, factor=st.integers(2, 5), shift=st.integers(-9, 9))
def test_the_unit_of_a_dimension_moves_no_area(
    connection: duckdb.DuckDBPyConnection,
    positions: list[tuple[int, ...]],
    factor: int,
    shift: int,
) -> None:
    def vectors(first: int, then: int) -> list[list[float]]:
        dimensions = pl.DataFrame(
            [
                ("ward", code(n), f"d{d}", Decimal(first * x + then))
                for n, position in enumerate(positions)
                for d, x in enumerate(position)
            ],
            schema=["area_type", "area_code", "dimension", "value"],
            orient="row",
        ).cast({"value": pl.Decimal(18, 6)})
        weights = pl.DataFrame({"dimension": ["d0", "d1", "d2"], "weight": [1.0, 0.5, 0.5]})
        tables = {"int_similar__dimensions": dimensions, "param_similarity": weights}
        return run(connection, VECTORS, tables).sort("area_code")["position"].to_list()

    for plain, changed in zip(vectors(1, 0), vectors(factor, shift), strict=True):
        assert plain == pytest.approx(changed, abs=2e-6)
