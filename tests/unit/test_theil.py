"""Theil's T as the SQL of `deprivation_inequality` computes it, on made-up areas."""

from random import Random

import duckdb
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.models import macros

# Deprived and all people of each area, and which larger area it is in.
AREA = st.tuples(st.integers(0, 500), st.integers(500, 3_000), st.integers(0, 3))
AREAS = st.lists(AREA, min_size=2, max_size=30).filter(lambda areas: sum(a[0] for a in areas) > 0)
Area = tuple[int, int, int]
# A query takes longer than a function call, on a busy machine much longer.
few = settings(max_examples=25, deadline=None)


def theil(areas: list[Area]) -> tuple[float, float, float]:
    """Total, between and within, from the macro's own terms."""
    term = macros()["theil_term"]
    inner, outer, whole = ("d", "p"), ("larger_d", "larger_p"), ("all_d", "all_p")
    terms = [term("d / all_d", *a, *b) for a, b in ((inner, whole), (outer, whole), (inner, outer))]
    frame = pl.DataFrame(areas, schema=["d", "p", "larger"], orient="row").select(
        pl.col("d", "p").cast(pl.Float64),
        pl.col("d", "p").sum().over("larger").cast(pl.Float64).name.prefix("larger_"),
        pl.col("d", "p").sum().cast(pl.Float64).name.prefix("all_"),
    )
    connection = duckdb.connect().register("areas", frame.to_arrow())
    total, between, within = connection.sql(
        f"select {', '.join(f'sum({term})' for term in terms)} from areas"
    ).fetchall()[0]
    return float(total), float(between), float(within)


@few
@given(AREAS)
def test_what_is_between_and_what_is_within_add_up_to_the_total(areas: list[Area]) -> None:
    total, between, within = theil(areas)
    assert total == pytest.approx(between + within, abs=1e-12)
    assert min(total, between, within) > -1e-12


@few
@given(AREAS, st.integers(2, 9), st.integers(2, 9))
def test_counting_in_other_units_changes_nothing(areas: list[Area], some: int, other: int) -> None:
    scaled = [(some * d, other * p, larger) for d, p, larger in areas]
    assert theil(scaled) == pytest.approx(theil(areas), abs=1e-12)


@few
@given(AREAS, st.randoms(use_true_random=False))
def test_the_order_of_areas_changes_not_a_bit(areas: list[Area], random: Random) -> None:
    assert theil(random.sample(areas, len(areas))) == theil(areas)


def test_the_same_rate_everywhere_is_no_inequality() -> None:
    assert theil([(10, 100, 0), (30, 300, 1), (5, 50, 1)]) == pytest.approx((0, 0, 0), abs=1e-12)


def test_all_need_in_half_of_the_people_is_the_logarithm_of_two() -> None:
    assert theil([(10, 100, 0), (0, 100, 1)])[0] == pytest.approx(0.693147180559945)
