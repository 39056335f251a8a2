"""Estimates of what all councils sold, and the list that they may one day rest on."""

import duckdb
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dbt_project.simulation import survey
from dbt_project.simulation.sales import estimate_sales
from ingest.card import load_cards
from ingest.contract import type_table
from ingest.errors import ContractError
from ingest.readers import read_frames

CARD = load_cards()["councils_asset_sales"]
HEADER = (
    "council_code,council_name,asset_reference,asset_name,asset_kind,disposal,disposed_on,"
    "price_gbp,evidence,evidence_url,licence,Buyer\n"
)
ROW = (
    'E07000117,Demo Council,A1,"Demo Hall, High Street",building,sale,2015-06-01,'
    '"£1,250,000.00",council list,https://demo.example,OGL-UK-3.0,A Person\n'
)


@st.composite
def populations(draw: st.DrawFn) -> survey.Councils:
    """Two to five classes of councils, in each of which at least two answered."""
    seed = draw(st.integers(0, 10_000))
    random = np.random.default_rng(seed)
    count = draw(st.integers(12, 60))
    stratum = np.arange(count) % draw(st.integers(2, 5))
    receipts = random.gamma(1.5, 2e6, count) + 1e4
    sold = random.poisson(random.gamma(2.0, receipts * 2e-6)).astype(float)
    answered = (random.random(count) < 0.5) | (np.arange(count) < 10)
    return survey.Councils(stratum, receipts, np.where(answered, sold, np.nan))


def once(councils: survey.Councils) -> survey.Floats:
    return councils.answered.astype(float)[np.newaxis]


def everyone(councils: survey.Councils) -> np.ndarray:
    return np.ones(councils.sold.size, dtype=bool)


def point(councils: survey.Councils, method: str, member: np.ndarray | None = None) -> float:
    given_ = survey.ESTIMATORS[method](councils, once(councils))
    chosen = everyone(councils) if member is None else member
    return float(survey.total(councils, given_, chosen)[0])


each_method = pytest.mark.parametrize("method", survey.ESTIMATORS)


@each_method
@given(councils=populations())
def test_parts_of_the_country_add_up_to_the_whole(method: str, councils: survey.Councils) -> None:
    parts = [point(councils, method, councils.stratum % 2 == odd) for odd in (0, 1)]
    assert sum(parts) == pytest.approx(point(councils, method))


@each_method
@given(councils=populations())
def test_no_fewer_were_sold_than_were_answered(method: str, councils: survey.Councils) -> None:
    assert point(councils, method) >= np.nansum(councils.sold)


@each_method
@given(councils=populations())
def test_when_every_council_answers_the_total_is_their_sum(
    method: str, councils: survey.Councils
) -> None:
    all_answer = survey.Councils(
        councils.stratum, councils.receipts, np.nan_to_num(councils.sold, nan=3)
    )
    assert point(all_answer, method) == all_answer.sold.sum()


@each_method
@given(councils=populations(), seed=st.integers(0, 100))
def test_the_order_of_councils_does_not_matter(
    method: str, councils: survey.Councils, seed: int
) -> None:
    order = np.random.default_rng(seed).permutation(councils.sold.size)
    mixed = survey.Councils(councils.stratum[order], councils.receipts[order], councils.sold[order])
    assert point(mixed, method) == pytest.approx(point(councils, method))


@given(councils=populations(), factor=st.floats(0.01, 100))
def test_the_unit_of_money_does_not_change_the_ratio_estimate(
    councils: survey.Councils, factor: float
) -> None:
    scaled = survey.Councils(councils.stratum, councils.receipts * factor, councils.sold)
    assert point(scaled, "ratio") == pytest.approx(point(councils, "ratio"))


@given(councils=populations())
def test_sales_in_proportion_to_receipts_are_found_exactly_by_ratio(
    councils: survey.Councils,
) -> None:
    truth = councils.receipts / 1e5
    known = survey.Councils(
        councils.stratum, councils.receipts, np.where(councils.answered, truth, np.nan)
    )
    assert point(known, "ratio") == pytest.approx(truth.sum())
    assert survey.ratio_variance(known) == pytest.approx(0, abs=1e-6)


@given(councils=populations(), seed=st.integers(0, 100))
def test_bootstrap_weights_keep_the_number_of_answers_in_each_class(
    councils: survey.Councils, seed: int
) -> None:
    weights = survey.bootstrap_weights(councils, 20, np.random.default_rng(seed))
    for stratum in np.unique(councils.stratum):
        members = (councils.stratum == stratum) & councils.answered
        assert weights[:, members].sum(axis=1) == pytest.approx(np.full(20, members.sum()))
    assert not weights[:, ~councils.answered].any()


@given(councils=populations())
def test_bounds_enclose_nothing_less_than_each_other(councils: survey.Councils) -> None:
    low, high = (survey.bound(councils, share, everyone(councils)) for share in (0.1, 0.9))
    assert np.nansum(councils.sold) <= low <= high


def test_a_class_with_one_answer_is_taken_together_with_others_like_it() -> None:
    sold = np.array([4, np.nan, 7, np.nan, 1, 2, np.nan])
    councils = survey.Councils(np.array([0, 0, 1, 1, 2, 2, 2]), np.ones(7), sold)
    assert survey.collapse_strata(councils).stratum.tolist() == [1, 1, 1, 1, 0, 0, 0]
    alone = survey.Councils(np.array([0, 0, 1, 1, 1]), np.ones(5), np.array([1, np.nan, 1, 2, 3]))
    assert survey.collapse_strata(alone).stratum.tolist() == [0, 0, 0, 0, 0]


@pytest.mark.parametrize("method", ["ratio", "expansion"])
def test_nine_of_ten_intervals_or_more_hold_the_truth(method: str) -> None:
    """Sales are over-dispersed about receipts; who answers is chance. 95 % is meant."""
    held = 0
    for run in range(200):
        random = np.random.default_rng([7, run])
        stratum, receipts = random.integers(0, 5, 250), random.gamma(1.2, 3e6, 250)
        sold = random.poisson(random.gamma(2, receipts * 1.5e-6)).astype(float)
        known = np.where(random.random(250) < 0.45, sold, np.nan)
        councils = survey.collapse_strata(survey.Councils(stratum, receipts, known))
        weights = survey.bootstrap_weights(councils, 300, random)
        drawn = survey.scatter(councils, survey.ESTIMATORS[method](councils, weights), random)
        totals = survey.total(councils, drawn, everyone(councils))
        low, high = np.quantile(totals, [0.025, 0.975])
        held += bool(low <= sold.sum() <= high)
    assert 0.90 <= held / 200 <= 0.99


def test_the_spread_of_draws_is_that_of_the_textbook_variance() -> None:
    random = np.random.default_rng(4)
    receipts = random.gamma(2.0, 3e6, 300)
    sold = random.poisson(random.gamma(3, receipts * 1e-6)).astype(float)
    councils = survey.Councils(
        random.integers(0, 3, 300), receipts, np.where(random.random(300) < 0.5, sold, np.nan)
    )
    weights = survey.bootstrap_weights(councils, 2_000, random)
    drawn = survey.scatter(councils, survey.give_ratio(councils, weights), random)
    spread = survey.total(councils, drawn, everyone(councils)).std()
    assert spread == pytest.approx(survey.ratio_variance(councils) ** 0.5, rel=0.15)


def frame_of(connection: duckdb.DuckDBPyConnection, answered: int) -> duckdb.DuckDBPyRelation:
    return connection.sql(
        f"""
        select
            'E07' || lpad(i::varchar, 6, '0') as council_2024_code,
            case when i % 2 = 0 then 'shire district' else 'unitary authority' end
                as authority_class,
            'E1200000' || (i % 3 + 1) as region_code,
            '2016-17' as financial_year,
            cast(1000000 + 1000 * i as decimal(18, 2)) as receipts_gbp_real,
            case when i < {answered} then i % 7 end as asset_count
        from range(40) as t (i)
        """
    )


def parameters_of(connection: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyRelation:
    return connection.read_csv("dbt_project/seeds/param_asset_sales.csv")


def test_estimates_are_the_same_to_the_bit_each_time() -> None:
    with duckdb.connect() as connection:
        first, second = (
            estimate_sales(frame_of(connection, 20), parameters_of(connection)) for _ in range(2)
        )
    assert first.equals(second)
    assert first.num_rows == 3 * (1 + 2 + 3)
    rows = first.to_pylist()
    assert all(row["asset_count_low"] <= row["asset_count"] for row in rows)
    assert all(row["asset_count"] <= row["asset_count_high"] for row in rows)


def test_where_too_few_councils_answered_there_is_a_row_without_a_number() -> None:
    with duckdb.connect() as connection:
        rows = estimate_sales(frame_of(connection, 9), parameters_of(connection)).to_pylist()
    assert len(rows) == 18
    assert {row["asset_count"] for row in rows} == {None}
    assert max(row["answered_count"] for row in rows) == 9


@settings(deadline=None)
@given(councils=populations())
def test_the_regression_never_runs_away(councils: survey.Councils) -> None:
    given_ = survey.give_regression(councils, once(councils))
    assert np.isfinite(given_).all()
    assert (given_ >= 0).all()


def test_a_list_of_sales_is_read_without_its_buyers() -> None:
    (table,) = CARD.tables
    frame = read_frames(CARD, "publisher", (HEADER + ROW).encode("utf-8-sig"))[table.name]
    typed = type_table(CARD, "publisher", frame, table)
    assert typed.select("asset_name", "price").rows(named=True) == [
        {"asset_name": "Demo Hall, High Street", "price": typed["price"][0]}
    ]
    assert str(typed["price"][0]) == "1250000.00"
    assert not [name for name in typed.columns if "buyer" in name.lower()]


@pytest.mark.parametrize(
    ("good", "bad"),
    [("OGL-UK-3.0", "CC-BY-NC-4.0"), ("2015-06-01", "06/2015"), (",sale,", ",sold,")],
)
def test_a_row_that_is_not_open_dated_or_told_is_refused(good: str, bad: str) -> None:
    (table,) = CARD.tables
    payload = (HEADER + ROW.replace(good, bad)).encode()
    frame = read_frames(CARD, "publisher", payload)[table.name]
    with pytest.raises(ContractError):
        type_table(CARD, "publisher", frame, table)
