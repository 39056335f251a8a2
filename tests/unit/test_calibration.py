"""Nominal 90 % intervals of ranks cover the true rank in 88-92 % of cases, if the truth is known.

The areas, their districts and residents are those of the demo England. True rates are drawn for
them, counts are observed, rates are shrunk by the macro that the index itself uses, a twentieth of
the values is lost and imputed as the index does it, and the ranks are drawn. The truth is ranked
under choices (weights, normalisation, indicator left out) from the same priors, of another seed.
"""

from dataclasses import dataclass, replace
from functools import cache

import duckdb
import numpy as np
import polars as pl
import pytest

from dbt_project.simulation.draws import Measured, Published, rank_by_default, rank_draws, summarise
from dbt_project.simulation.plan import Plan, Priors, Weighting, default_plan, draw_plan
from ingest.demo.england import build_england
from tests.models import macros

PRIORS = Priors(concentration=10, normalisation_shares=(1, 1, 1), drop_one_share=0.5, seed=1)
WEIGHTING = Weighting(np.repeat([0, 1, 2], 3), np.ones(9), np.ones(3))
NOMINAL = (0.05, 0.95)
LOST = 0.05
DRAWS = 1000
TRUTHS = 300
WORLDS = 4


@dataclass(frozen=True)
class World:
    """True scores of the areas, and what was measured of them."""

    truth: Measured
    measured: Measured


@cache
def demo_areas() -> tuple[np.ndarray, np.ndarray]:
    """District number and residents of each LSOA of the demo England, in order of code."""
    england = build_england(0.02)
    lsoas = england["lsoa_2021_residents"].join(
        england["lsoa_2021_ward_2024"], on="lsoa_2021_code", validate="1:1"
    )
    lsoas = lsoas.sort("lsoa_2021_code")
    districts = lsoas["district_2024_code"].rank("dense").to_numpy() - 1
    return districts.astype(int), lsoas["usual_residents"].to_numpy()


def shrink(counts: np.ndarray, people: np.ndarray, districts: np.ndarray) -> pl.DataFrame:
    """Rates and their errors by the dbt macro, in the order given."""
    shrunk = macros()["shrunk_rates"]("observed", ["district"])
    observed = pl.DataFrame({"numerator": counts, "denominator": people, "district": districts})
    observed = observed.with_row_index("number")
    with duckdb.connect() as connection:
        connection.register("observed", observed.to_arrow())
        sql = f"select * from {shrunk} order by number"
        return connection.sql(sql).pl()


def standardise(values: np.ndarray) -> tuple[np.ndarray, float]:
    return (values - values.mean()) / values.std(), values.std()


def observe(
    rates: np.ndarray, districts: np.ndarray, people: np.ndarray, generator: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Standardised shrunk rates of one indicator and their error variances, some imputed."""
    shrunk = shrink(generator.binomial(people, rates), people, districts)
    scores, spread = standardise(shrunk["shrunk_rate"].to_numpy())
    variances = (shrunk["shrunk_error"].to_numpy() / spread) ** 2
    lost = generator.random(len(rates)) < LOST
    held = pl.DataFrame({"district": districts, "score": scores}).filter(~pl.Series(lost))
    means = dict(held.group_by("district").mean().iter_rows())
    expected = np.array([means[district] for district in districts])
    residual = ((scores - expected)[~lost] ** 2).mean()
    return np.where(lost, expected, scores), np.where(lost, residual, variances)


def draw_world(seed: int, share_asked: float) -> World:
    """A world whose indicators are shares of a part of each area's residents."""
    generator = np.random.default_rng(seed)
    districts, residents = demo_areas()
    people = np.maximum((residents * share_asked).astype(int), 1)
    true, scores, variances = [], [], []
    for _ in WEIGHTING.domain_of:
        district_means = generator.normal(-1.2, 0.3, districts.max() + 1)
        rates = 1 / (1 + np.exp(-generator.normal(district_means[districts], 0.45)))
        observed, error = observe(rates, districts, people, generator)
        true.append(standardise(rates)[0])
        scores.append(observed)
        variances.append(error)
    truth, measured, errors = (np.array(rows, np.float32) for rows in (true, scores, variances))
    return World(
        Measured(truth, np.zeros_like(truth), WEIGHTING), Measured(measured, errors, WEIGHTING)
    )


def coverage(world: World, drawn: Plan, true: Plan) -> float:
    """Share of areas and truths whose true rank lies in the interval of the draws."""
    ranks = rank_draws(world.measured, drawn, seed=1, threads=2)
    published = Published(rank_by_default(world.measured), ranks.shape[1] // 10)
    found = summarise(ranks, published, drawn.boundary, NOMINAL)
    truth = rank_draws(world.truth, true, seed=0)
    return float(((found.rank_low <= truth) & (truth <= found.rank_high)).mean())


def choices(seed: int, draws: int) -> Plan:
    return draw_plan(WEIGHTING, replace(PRIORS, seed=seed), draws)


def only_errors(draws: int) -> Plan:
    """Draws that differ in nothing but their errors."""
    default = default_plan(WEIGHTING)
    repeated = {name: np.repeat(values, draws, axis=0) for name, values in vars(default).items()}
    return replace(Plan(**repeated), error_stream=np.arange(draws))


@cache
def worlds(share_asked: float) -> list[World]:
    return [draw_world(seed, share_asked) for seed in range(WORLDS)]


# Everybody is counted, as in a census; a tenth answers, as in a survey.
@pytest.mark.parametrize("share_asked", [1, 0.1])
def test_intervals_cover_the_true_rank_under_any_defensible_choice(share_asked: float) -> None:
    covered = [
        coverage(world, choices(seed, DRAWS), choices(100 + seed, TRUTHS))
        for seed, world in enumerate(worlds(share_asked))
    ]
    assert 0.88 <= np.mean(covered) <= 0.92


@pytest.mark.parametrize("share_asked", [1, 0.1])
def test_with_the_choices_known_intervals_cover_what_sampling_and_imputation_hide(
    share_asked: float,
) -> None:
    true = default_plan(WEIGHTING)
    covered = [coverage(world, only_errors(DRAWS), true) for world in worlds(share_asked)]
    assert 0.88 <= np.mean(covered) <= 0.92


def test_intervals_that_ignore_errors_or_choices_cover_too_little() -> None:
    """Else the tests above would prove nothing."""
    world = worlds(0.1)[0]
    sure = replace(world.measured, error_variances=np.zeros_like(world.measured.error_variances))
    without_errors = World(world.truth, sure)
    assert coverage(without_errors, choices(1, DRAWS), choices(101, TRUTHS)) < 0.88
    assert coverage(world, only_errors(DRAWS), choices(101, TRUTHS)) < 0.88
