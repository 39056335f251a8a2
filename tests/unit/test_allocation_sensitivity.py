"""What other choices would do to a share-out, as numpy computes it."""

import duckdb
import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from dbt_project.simulation.allocation import (
    Areas,
    Choice,
    compare,
    draw_weights,
    kendall_tau,
    raise_to_floor,
    share_out,
    sweep,
)
from dbt_project.simulation.funding import MEASURES, measure_sensitivity

AREAS, DISTRICTS = 400, 20


def made_up(areas: int = AREAS) -> Areas:
    generator = np.random.default_rng(1)
    people = generator.integers(1_000, 3_000, areas).astype(float)
    needs = generator.gamma(2, 1, (4, areas))
    return Areas(
        people=people,
        needs=needs / ((needs * people).sum(axis=1, keepdims=True) / people.sum()),
        income_deprived=people * generator.random(areas),
        is_left_behind=generator.random(areas) < 0.1,
        districts=np.sort(generator.integers(0, DISTRICTS, areas)),
        district_count=DISTRICTS,
    )


BY_NEED = Choice((1.0, 0.0, 0.0, 0.0), 1.0, 1.0, 0.0)
PER_HEAD = Choice((1.0, 0.0, 0.0, 0.0), 0.0, 1.0, 0.0)


def test_each_choice_shares_out_the_whole_pot() -> None:
    shares = share_out(made_up(), [*sweep(4), *draw_weights(BY_NEED, 20, seed=1)])
    assert shares.min() >= 0
    assert shares.sum(axis=1) == pytest.approx(1)


def test_the_scenario_itself_moves_nothing_and_keeps_the_order() -> None:
    found = compare(made_up(), BY_NEED, [BY_NEED])
    assert (found.moved[0], found.kendall[0]) == (0, 1)


def test_per_head_is_neither_for_nor_against_the_income_deprived() -> None:
    found = compare(made_up(), BY_NEED, [PER_HEAD])
    assert found.concentration[0] == pytest.approx(0, abs=1e-12)
    assert found.met[0] == pytest.approx(1)


def test_half_the_weight_on_need_moves_half_as_much() -> None:
    half = Choice(BY_NEED.measures, 0.5, 1.0, 0.0)
    found = compare(made_up(), BY_NEED, [PER_HEAD, half])
    assert found.moved[1] == pytest.approx(found.moved[0] / 2)


def test_money_moved_is_what_scenarios_written_out_say() -> None:
    areas = made_up()
    found = compare(areas, BY_NEED, [PER_HEAD])
    need = areas.people * areas.needs[0]
    difference = np.abs(need / need.sum() - areas.people / areas.people.sum())
    assert found.moved[0] == pytest.approx(difference.sum() / 2)


@given(st.lists(st.integers(0, 5), min_size=2, max_size=30))
def test_kendall_without_ties_is_scipys(values: list[int]) -> None:
    first = np.array(values) + np.arange(len(values)) / 100
    second = np.random.default_rng(1).permutation(len(values)).astype(float)
    expected = stats.kendalltau(first, second).statistic
    assert kendall_tau(first, second) == pytest.approx(expected)


@settings(deadline=None)
@given(st.lists(st.integers(0, 1000), min_size=2, max_size=50), st.floats(0, 1))
def test_a_floor_is_kept_and_the_rest_stays_in_proportion(need: list[int], floor: float) -> None:
    shares = (np.array(need) + 0.5) / (np.array(need) + 0.5).sum()
    least = np.full(len(need), floor / len(need))
    raised = raise_to_floor(shares, least)
    assert raised.sum() == pytest.approx(1)
    assert (raised >= least - 1e-12).all()
    above = raised > least * (1 + 1e-9)
    if above.any():
        ratios = raised[above] / shares[above]
        assert ratios == pytest.approx(ratios[0])


def table(threads: int) -> pl.DataFrame:
    con = duckdb.connect(config={"threads": threads})
    areas = made_up()
    held = pl.DataFrame(
        {
            "scenario_id": ["s"] * AREAS,
            "area_code": [f"E{n:03}" for n in range(AREAS)],
            "district_2024_code": [f"D{n:02}" for n in areas.districts],
            "people": areas.people,
            "income_deprived_people": areas.income_deprived,
            "is_left_behind": areas.is_left_behind,
            **dict(zip(MEASURES, areas.needs, strict=True)),
        }
    ).to_arrow()
    found = measure_sensitivity(
        con,
        con.from_arrow(held),
        con.sql("select * from (values ('s', 'imd', 1, 1, 0)) as s (scenario_id, n, l, g, b)"),
        con.sql(
            "select * from (values ('draws', 50), ('seed', 1), ('interval_low', 0.05),"
            " ('interval_high', 0.95)) as p (parameter, value)"
        ),
    )
    return pl.DataFrame(pl.from_arrow(found))


def test_one_thread_and_two_give_the_same_bits() -> None:
    assert table(1).equals(table(2))


def test_every_district_has_a_range_that_its_median_lies_in() -> None:
    districts = table(1).filter(pl.col("output") == "district_share")
    assert districts["area_code"].n_unique() == DISTRICTS
    assert (districts["value_low"] <= districts["value"]).all()
    assert (districts["value"] <= districts["value_high"]).all()


def test_without_scenarios_there_are_no_rows() -> None:
    con = duckdb.connect()
    none = con.sql("select 's' as scenario_id, 'imd', 1, 1, 0 where false")
    parameters = con.sql("select 'draws' as parameter, 1 as value")
    assert measure_sensitivity(con, none, none, parameters).num_rows == 0


def test_a_base_is_the_same_for_every_area() -> None:
    areas = made_up()
    alike = Choice(BY_NEED.measures, 1.0, 1.0, 0.0, base=1.0)
    assert share_out(areas, [alike])[0] == pytest.approx(1 / AREAS)
