"""Small areas inside larger ones: what adds up, what changes nothing, what sureness is worth."""

import duckdb
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from dbt_project.simulation.pockets import (
    Larger,
    Smaller,
    exceedance,
    extra_variance,
    fit_rates,
    normal_exceedance,
    predict_rates,
    share_out,
)
from dbt_project.simulation.rural import estimate_output_areas

INSIDE = 4
SLOPES = np.array([-2.5, 3.0])
MODELLED = """
    area_type varchar, area_code varchar, lsoa_2021_code varchar, cluster_code varchar,
    is_rural boolean, lsoa_population bigint, lsoa_income_deprived_count decimal(18, 6),
    household_count bigint, share_deprived_in_one double, share_deprived_in_two double,
    share_deprived_in_three double, share_deprived_in_four double
"""


def a_country(
    areas: int = 300, correlation: float = 0.01, seed: int = 3
) -> tuple[Larger, Smaller, np.ndarray]:
    """Larger areas of four smaller ones each, whose true rates follow a known model."""
    random = np.random.default_rng(seed)
    inside = random.uniform(0, 0.5, (areas * INSIDE, 1))
    mean = predict_rates(SLOPES, inside)
    precision = (1 - correlation) / correlation
    rates = random.beta(mean * precision, (1 - mean) * precision)
    people = np.full(areas * INSIDE, 400.0)
    larger = np.repeat(np.arange(areas), INSIDE)
    counts = np.round(people * rates)
    return (
        Larger(
            counts=np.bincount(larger, counts),
            people=np.bincount(larger, people),
            covariates=np.bincount(larger, inside[:, 0])[:, None] / INSIDE,
            clusters=np.arange(areas) // 5,
        ),
        Smaller(people, inside, larger),
        counts / people,
    )


@settings(deadline=None)
@given(
    arrays(np.int64, 5, elements=st.integers(0, 10**9)),
    arrays(np.float64, 20, elements=st.floats(0.01, 1e6)),
)
def test_shares_add_up_to_the_last_unit(totals: np.ndarray, weights: np.ndarray) -> None:
    larger = np.repeat(np.arange(5), 4)
    shares = share_out(totals, larger, weights)
    assert np.bincount(larger, shares).astype(np.int64).tolist() == totals.tolist()
    assert (shares >= 0).all()


@settings(deadline=None)
@given(
    arrays(np.int64, 20, elements=st.integers(1, 10**6)),
    arrays(np.float64, 20, elements=st.floats(0.01, 1e6)),
    st.floats(0, 1),
)
def test_no_area_is_given_more_than_its_limit(
    limits: np.ndarray, weights: np.ndarray, filled: float
) -> None:
    larger = np.repeat(np.arange(5), 4)
    totals = np.floor(np.bincount(larger, limits) * filled).astype(np.int64)
    shares = share_out(totals, larger, weights, limits)
    assert (shares <= limits).all()
    assert np.bincount(larger, shares).astype(np.int64).tolist() == totals.tolist()


@settings(deadline=None)
@given(st.permutations(range(12)))
def test_the_order_of_areas_decides_nothing_but_ties(order: list[int]) -> None:
    weights = np.arange(1.0, 13.0) ** 1.5
    larger = np.repeat(np.arange(3), 4)
    totals = np.array([1_000_003, 17, 0])
    shuffled = np.array(order)
    moved = share_out(totals, larger[shuffled], weights[shuffled])
    assert moved.tolist() == share_out(totals, larger, weights)[shuffled].tolist()


def test_a_total_that_no_area_can_take_is_refused() -> None:
    with pytest.raises(ValueError, match="more than its areas can take"):
        share_out(np.array([5]), np.zeros(2, dtype=np.int64), np.zeros(2))


def test_the_fit_finds_the_model_that_made_the_counts() -> None:
    larger, _, _ = a_country(3_000, correlation=1e-4)
    assert fit_rates(larger) == pytest.approx(SLOPES, abs=0.15)


def test_counting_an_area_twice_is_the_same_as_two_of_it() -> None:
    larger, _, _ = a_country(50)
    twice = np.r_[np.arange(50), 7]
    doubled = Larger(
        larger.counts[twice], larger.people[twice], larger.covariates[twice], larger.clusters[twice]
    )
    weights = np.ones(50)
    weights[7] = 2
    assert fit_rates(doubled) == pytest.approx(fit_rates(larger, weights))


def test_covariates_that_tell_nothing_apart_are_refused() -> None:
    larger, _, _ = a_country(30)
    flat = Larger(larger.counts, larger.people, np.ones((30, 1)), larger.clusters)
    with pytest.raises(ValueError, match="nothing apart"):
        fit_rates(flat)


def test_what_is_beyond_chance_is_found_and_is_next_to_nothing_where_chance_is_all() -> None:
    random = np.random.default_rng(5)
    people, rates = np.full(20_000, 1_500.0), np.full(20_000, 0.2)
    true = random.beta(0.2 * 49, 0.8 * 49, 20_000)
    covariates, clusters = np.zeros((20_000, 1)), np.zeros(20_000, dtype=np.int64)
    spread = Larger(random.binomial(1_500, true).astype(float), people, covariates, clusters)
    chance = Larger(random.binomial(1_500, rates).astype(float), people, covariates, clusters)
    assert extra_variance(spread, rates) == pytest.approx(0.02, rel=0.05)
    assert extra_variance(chance, rates) < 2e-5


def test_two_runs_are_equal_to_the_last_bit() -> None:
    larger, smaller, _ = a_country()
    first, second = (exceedance(larger, smaller, 0.2, 40, seed=1) for _ in range(2))
    assert first.tobytes() == second.tobytes()


def test_of_areas_that_are_called_needy_at_80_percent_at_least_80_percent_are() -> None:
    larger, smaller, true = a_country(2_000)
    sure = exceedance(larger, smaller, 0.25, 200, seed=1)
    called = sure >= 0.8
    assert called.sum() > 300
    assert (true[called] > 0.25).mean() > 0.9
    for low, high in [(0, 0.2), (0.2, 0.5), (0.5, 0.8), (0.8, 1.01)]:
        band = (sure >= low) & (sure < high)
        assert (true[band] > 0.25).mean() == pytest.approx(sure[band].mean(), abs=0.08)


def test_a_rate_at_the_threshold_is_as_likely_above_as_below() -> None:
    people = np.array([1_500.0, 1_500.0, 1_500.0])
    chance = normal_exceedance(np.array([300.0, 600.0, 0.0]), people, 0.2)
    assert chance == pytest.approx([0.5, 1, 0])


def modelled(rows: list[tuple[object, ...]]) -> duckdb.DuckDBPyRelation:
    connection = duckdb.connect()
    connection.execute(f"create table modelled ({MODELLED})")
    connection.executemany(f"insert into modelled values ({', '.join('?' * 12)})", rows)
    return connection.table("modelled")


def parameters() -> duckdb.DuckDBPyRelation:
    return duckdb.connect().sql(
        """
        select * from (values
            ('rural_pocket_percentile', 0.8), ('rural_pocket_draws', 20), ('rural_seed', 1)
        ) as parameters (parameter, value)
        """
    )


def rows_of(areas: int, output_areas: int) -> list[tuple[object, ...]]:
    """LSOAs, rural and urban by turns, and output areas in each."""
    random = np.random.default_rng(9)
    rows: list[tuple[object, ...]] = []
    for number in range(areas):
        lsoa, msoa, is_rural = f"E01{number:06d}", f"E02{number // 4:06d}", number % 2 == 0
        known = (lsoa, msoa, is_rural, 1_500, float(random.integers(100, 600)))
        shares = random.dirichlet([9, 6, 3, 1, 0.5], output_areas + 1)[:, 1:]
        rows.append(("lsoa_2021", lsoa, *known, 600, *map(float, shares[0])))
        rows += [
            ("oa_2021", f"E00{number * 10 + inside:06d}", *known, 150 + inside, *map(float, share))
            for inside, share in enumerate(shares[1:])
        ]
    return rows


def test_output_areas_hold_the_people_of_their_lsoa_whatever_the_order_of_the_rows() -> None:
    rows = rows_of(80, 4)
    estimated = estimate_output_areas(modelled(rows), parameters())
    assert estimated.equals(estimate_output_areas(modelled(rows[::-1]), parameters()))
    added: dict[str, int] = {}
    for code, count in zip(
        estimated["oa_2021_code"].to_pylist(),
        estimated["income_deprived_millionths"].to_pylist(),
        strict=True,
    ):
        added[f"E01{int(code[3:]) // 10:06d}"] = (
            added.get(f"E01{int(code[3:]) // 10:06d}", 0) + count
        )
    published = {
        str(row[1]): round(float(str(row[6])) * 10**6) for row in rows if row[0] == "lsoa_2021"
    }
    assert added == published


def test_without_a_lookup_no_output_area_is_estimated() -> None:
    estimated = estimate_output_areas(modelled(rows_of(80, 0)), parameters())
    assert estimated.num_rows == 0
    assert "high_need_probability" in estimated.column_names
