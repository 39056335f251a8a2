"""Concentration indices: bounds, sign, what changes nothing; draws of districts; an empty table."""

import duckdb
import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from dbt_project.simulation.concentration import (
    concentration_index,
    interval,
    mean_of_money,
    resample,
)
from dbt_project.simulation.targeting import TARGETING, measure_targeting

AREAS = 12
MONEY = arrays(np.float64, AREAS, elements=st.integers(0, 1000).map(float))
PEOPLE = arrays(np.float64, AREAS, elements=st.integers(1, 1000).map(float))
NEED = arrays(np.float64, AREAS, elements=st.integers(0, 6).map(float))


def index(money: np.ndarray, people: np.ndarray, need: np.ndarray) -> float:
    once = np.ones((1, len(money)), dtype=np.int64)
    return float(concentration_index(money, people, need, once)[0])


def index_by_pairs(money: np.ndarray, people: np.ndarray, need: np.ndarray) -> float:
    """The same from its other definition: the covariance of pairs, written out."""
    less = [float(sum(p for p, n in zip(people, need, strict=True) if n < own)) for own in need]
    same = [float(sum(p for p, n in zip(people, need, strict=True) if n == own)) for own in need]
    ranks = [(a + b / 2) / people.sum() for a, b in zip(less, same, strict=True)]
    return 2 * float(np.dot(money, ranks)) / float(money.sum()) - 1


@given(MONEY, PEOPLE, NEED)
def test_it_lies_within_its_bounds_and_is_what_its_definition_says(
    money: np.ndarray, people: np.ndarray, need: np.ndarray
) -> None:
    assume(money.sum() > 0)
    value = index(money, people, need)
    assert -1 <= value <= 1
    assert value == pytest.approx(index_by_pairs(money, people, need), abs=1e-9)


@given(PEOPLE, NEED)
def test_it_is_zero_where_everybody_has_the_same(people: np.ndarray, need: np.ndarray) -> None:
    assert index(people * 3, people, need) == pytest.approx(0, abs=1e-9)


@given(PEOPLE, NEED)
def test_all_of_it_to_the_neediest_is_above_zero_and_to_the_least_needy_below(
    people: np.ndarray, need: np.ndarray
) -> None:
    assume(need.min() < need.max())
    most, least = (need == need.max()) * people, (need == need.min()) * people
    assert index(most, people, need) > 0 > index(least, people, need)


@given(MONEY, PEOPLE, NEED)
def test_turning_need_round_turns_its_sign(
    money: np.ndarray, people: np.ndarray, need: np.ndarray
) -> None:
    assume(money.sum() > 0)
    assert index(money, people, -need) == pytest.approx(-index(money, people, need), abs=1e-9)


@given(MONEY, PEOPLE, NEED, st.permutations(range(AREAS)))
def test_units_order_and_the_scale_of_need_change_nothing(
    money: np.ndarray, people: np.ndarray, need: np.ndarray, order: list[int]
) -> None:
    assume(money.sum() > 0)
    other = index(money[order] * 1000, people[order] * 7, np.exp(need[order]))
    assert other == pytest.approx(index(money, people, need), abs=1e-9)


@given(MONEY, PEOPLE, NEED)
def test_dividing_an_area_into_two_of_equal_need_changes_nothing(
    money: np.ndarray, people: np.ndarray, need: np.ndarray
) -> None:
    assume(money.sum() > 0)
    halved = [np.append(values, values[0] / 2) for values in (money, people)]
    for values in halved:
        values[0] /= 2
    divided = index(halved[0], halved[1], np.append(need, need[0]))
    assert divided == pytest.approx(index(money, people, need), abs=1e-9)


@given(MONEY, PEOPLE, NEED, st.integers(0, AREAS - 1), st.integers(0, AREAS - 1))
def test_a_pound_moved_to_greater_need_never_lowers_it(
    money: np.ndarray, people: np.ndarray, need: np.ndarray, giver: int, taker: int
) -> None:
    assume(money[giver] >= 1 and need[giver] <= need[taker])
    moved = money.copy()
    moved[giver] -= 1
    moved[taker] += 1
    assert index(moved, people, need) >= index(money, people, need) - 1e-9


def test_an_area_drawn_twice_counts_twice() -> None:
    money, people, need = np.array([1.0, 4.0]), np.array([2.0, 3.0]), np.array([1.0, 2.0])
    drawn = concentration_index(money, people, need, np.array([[2, 1]]))[0]
    listed = index(money[[0, 0, 1]], people[[0, 0, 1]], need[[0, 0, 1]])
    assert drawn == pytest.approx(listed)


def test_money_in_flagged_areas_is_a_share_and_no_money_is_no_number() -> None:
    counts = np.ones((1, 3), dtype=np.int64)
    flags = np.array([1.0, 0.0, 1.0])
    assert mean_of_money(np.array([1.0, 2.0, 5.0]), flags, counts)[0] == 0.75
    assert np.isnan(mean_of_money(np.zeros(3), flags, counts)[0])
    assert np.isnan(interval(np.array([np.nan]))).all()


def test_draws_are_repeated_bit_for_bit_and_take_as_many_areas_as_there_are() -> None:
    counts = resample(50, 200, seed=7)
    assert (counts.sum(axis=1) == 50).all()
    assert (counts == resample(50, 200, seed=7)).all()
    assert (counts != resample(50, 200, seed=8)).any()


def test_the_interval_covers_the_value_of_a_made_up_population_about_as_often_as_it_says() -> None:
    generator = np.random.default_rng(3)
    population = 20_000
    need = generator.normal(size=population)
    money, people = generator.gamma(1, np.exp(need / 2)), np.full(population, 1.0)
    truth = index(money, people, need)
    covered = 0
    for number in range(200):
        picked = generator.integers(0, population, 150)
        drawn = concentration_index(
            money[picked], people[picked], need[picked], resample(150, 300, seed=number)
        )
        low, high = interval(drawn)
        covered += low <= truth <= high
    assert 0.88 <= covered / 200 <= 0.99


COLUMNS = "fund, round, measure, area_code, population_count, need, money, money_least, money_most"


def test_each_fund_and_measure_gets_a_row_and_none_without_money_a_number() -> None:
    with duckdb.connect() as connection:
        weighed = connection.sql(f"""
            select * from (values
                ('a', 'only', 'deprivation', 'x', 10e0, 1e0, 0e0, 0e0, 0e0),
                ('a', 'only', 'deprivation', 'y', 10e0, 2e0, 0e0, 4e0, 4e0),
                ('a', 'only', 'districts_with_left_behind_wards', 'x', 10e0, 0e0, 1e0, 1e0, 1e0),
                ('a', 'only', 'districts_with_left_behind_wards', 'y', 10e0, 1e0, 3e0, 3e0, 3e0)
            ) t({COLUMNS})""")
        parameters = connection.sql("select 'seed' as parameter, 7.0 as value")
        rows = measure_targeting(connection, weighed, parameters).to_pylist()
    assert [row["value"] for row in rows] == [None, 0.75]
    assert [row["bound_high"] for row in rows] == [0.5, 0.75]
    assert [row["even_value"] for row in rows] == [0, 0.5]


def test_no_funds_make_an_empty_table() -> None:
    with duckdb.connect() as connection:
        names = ", ".join(f"null as {name}" for name in COLUMNS.split(", "))
        weighed = connection.sql(f"select {names} where false")
        parameters = connection.sql("select 'seed' as parameter, 7.0 as value")
        table = measure_targeting(connection, weighed, parameters)
    assert (table.num_rows, table.schema) == (0, TARGETING)
