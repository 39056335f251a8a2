"""Tenths, and agreement between rankings, whatever the rankings are: the models' own SQL is run."""

from collections.abc import Iterator

import duckdb
import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.models import fill, macros, model_sql
from tests.unit.test_lookup_properties import often

CONCORDANCE = model_sql("int_left_behind__concordance")
MEASURES = ["iod_2019", "iod_2025", "need", "need_with_grants"]
ENGLAND = "E92000001"
REGIONS = ["E12000001", "E12000002"]


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as opened:
        parameters = pl.DataFrame({"parameter": ["most_deprived_ward_share"], "value": [0.1]})
        fill(opened, {"param_methods": parameters.with_columns(pl.col("value").cast(TENTH))})
        yield opened


TENTH = pl.Decimal(18, 6)


def kendall(one: list[int], other: list[int]) -> float | None:
    """Kendall's tau pair by pair; none of fewer than two."""
    if len(one) < 2:
        return None
    a, b = np.array(one), np.array(other)
    signs = np.sign(a[:, None] - a[None, :]) * np.sign(b[:, None] - b[None, :])
    return float(signs.sum() / (len(a) * (len(a) - 1)))


@st.composite
def rankings(draw: st.DrawFn) -> dict[str, list[int]]:
    """Four rankings of the same areas, and a region for each area."""
    areas = draw(st.integers(1, 40))
    ranks = {name: draw(st.permutations(range(1, areas + 1))) for name in MEASURES}
    places = draw(st.lists(st.integers(0, 1), min_size=areas, max_size=areas))
    return ranks | {"region": places}


def taus(
    connection: duckdb.DuckDBPyConnection, drawn: dict[str, list[int]]
) -> dict[tuple[str, str, str], float | None]:
    codes = [f"A{number:03}" for number in range(len(drawn["region"]))]
    located = pl.DataFrame(
        {"area_code": codes, "region_code": [REGIONS[place] for place in drawn["region"]]}
    ).with_columns(area_type=pl.lit("ward_2024"))
    judged = pl.concat(
        pl.DataFrame({"area_code": codes, "rank": drawn[name]}).with_columns(
            area_type=pl.lit("ward_2024"), measure=pl.lit(name)
        )
        for name in MEASURES
    )
    fill(connection, {"int_left_behind__located": located, "int_left_behind__judged": judged})
    rows = connection.sql(
        f"select region_code, measure_a, measure_b, kendall_tau from ({CONCORDANCE})"
    ).fetchall()
    return {(region, one, other): tau for region, one, other, tau in rows}


@often
@given(drawn=rankings())
def test_tau_counted_bit_by_bit_is_tau_counted_pair_by_pair(
    connection: duckdb.DuckDBPyConnection, drawn: dict[str, list[int]]
) -> None:
    for (region, one, other), tau in taus(connection, drawn).items():
        inside = [region in (ENGLAND, REGIONS[place]) for place in drawn["region"]]
        ranks = [
            [rank for rank, is_in in zip(drawn[name], inside, strict=True) if is_in]
            for name in (one, other)
        ]
        assert tau == pytest.approx(kendall(*ranks)), (region, one, other)


@often
@given(drawn=rankings())
def test_a_ranking_agrees_wholly_with_itself_and_not_at_all_with_its_reverse(
    connection: duckdb.DuckDBPyConnection, drawn: dict[str, list[int]]
) -> None:
    areas = len(drawn["region"])
    drawn["iod_2025"] = drawn["iod_2019"]
    drawn["need"] = [areas + 1 - rank for rank in drawn["iod_2019"]]
    found = taus(connection, drawn)
    if areas > 1:
        assert found[ENGLAND, "iod_2019", "iod_2025"] == 1
        assert found[ENGLAND, "iod_2019", "need"] == -1


@often
@given(areas=st.integers(1, 40_000))
def test_the_first_of_ten_groups_of_ranks_is_the_most_deprived_tenth(
    connection: duckdb.DuckDBPyConnection, areas: int
) -> None:
    decile = macros()["group_of_rank"]("rank", areas, 10)
    tenth = macros()["most_deprived_count"](areas)
    wrong = connection.sql(
        f"select rank from range(1, {areas + 1}) as ranks(rank) "
        f"where ({decile} = 1) != (rank <= {tenth}) or {decile} not between 1 and 10"
    ).fetchall()
    assert wrong == []


@pytest.mark.parametrize(("areas", "tenth"), [(7_427, 743), (33_755, 3_375), (6_856, 686), (4, 0)])
def test_a_tenth_is_rounded_to_whole_areas_a_half_down(
    connection: duckdb.DuckDBPyConnection, areas: int, tenth: int
) -> None:
    sql = macros()["most_deprived_count"](areas)
    assert connection.sql(f"select cast({sql} as integer)").fetchall() == [(tenth,)]
