"""How long it takes to draw an index, beside plain numpy with scipy, and beside plain pandas.

    python -m tests.benchmarks.draws                          7,433 wards and 33,755 LSOAs
    python -m tests.benchmarks.draws --areas 7433 --threads 1

All make the same draws: the same choices and errors, from made-up scores of 24 indicators. The
plain versions do so one draw at a time in double precision, as one would write it down; they are
timed on fewer draws, and so are we where the two are compared. Their ranks must be ours, but for
areas whose scores differ by less than single precision tells. Ratios are within one run.
"""

import argparse
import resource
import sys
import time
from collections.abc import Callable
from typing import TypeVar

import numpy as np
import pandas as pd
from rich.console import Console
from rich.table import Table
from scipy import stats

from dbt_project.simulation.draws import (
    Measured,
    Published,
    Ranks,
    rank_by_default,
    rank_draws,
    summarise,
)
from dbt_project.simulation.plan import (
    NORMALISATIONS,
    Plan,
    Priors,
    Weighting,
    draw_plan,
    remaining_weights,
)

INDICATORS, DOMAINS = 24, 3
PRIORS = Priors(concentration=10, normalisation_shares=(1, 1, 1), drop_one_share=0.5, seed=1)
INTERVAL = (0.05, 0.95)
QUANTILES = [0.05, 0.5, 0.95]
SAME_RANK_SHARE = 0.99

Ranking = Callable[[np.ndarray], np.ndarray]
Result = TypeVar("Result")


def main() -> None:
    """Measure each number of areas; print seconds and ratios; fail where results differ."""
    options = _options()
    table = Table("areas", "draws", "ours, s", "numpy/scipy ×", "pandas ×", "same")
    for areas in options.areas:
        table.add_row(*_measure(areas, options))
    console = Console()
    console.print(table)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    console.print(
        f"{options.threads} threads; peak {peak:.2f} GiB. The ratios are of {options.plain_draws} "
        "draws: how many times as long the plain version takes."
    )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--areas", type=int, nargs="+", default=[7433, 33755])
    parser.add_argument("--draws", type=int, default=10_000)
    parser.add_argument("--plain-draws", type=int, default=100)
    parser.add_argument("--threads", type=int, default=2)
    return parser.parse_args()


def _measure(areas: int, options: argparse.Namespace) -> list[str]:
    measured = _made_up(areas)
    plan = draw_plan(measured.weighting, PRIORS, options.draws)
    few = plan.part(0, options.plain_draws)
    ours, _ = _timed(lambda: _ours(measured, plan, options.threads))
    ours_few, ranks = _timed(lambda: _ours(measured, few, options.threads))
    numpy, numpy_ranks = _timed(lambda: _with_numpy(measured, few))
    pandas, pandas_ranks = _timed(lambda: _with_pandas(measured, few))
    same = min(float((ranks == other).mean()) for other in (numpy_ranks, pandas_ranks))
    if same < SAME_RANK_SHARE:
        sys.exit(f"only {same:.2%} of ranks are those of the plain versions")
    ratios = [f"{numpy / ours_few:.1f}", f"{pandas / ours_few:.1f}"]
    return [f"{areas:,}", f"{options.draws:,}", f"{ours:.1f}", *ratios, f"{same:.3%}"]


def _ours(measured: Measured, plan: Plan, threads: int) -> Ranks:
    ranks = rank_draws(measured, plan, PRIORS.seed, threads)
    published = Published(rank_by_default(measured), measured.areas // 10)
    summarise(ranks, published, plan.boundary, INTERVAL, threads)
    return ranks


def _with_numpy(measured: Measured, plan: Plan) -> Ranks:
    ranks = plain_ranks(measured, plan, PRIORS.seed, rank_with_scipy)
    np.quantile(ranks, QUANTILES, axis=0)
    return ranks


def _with_pandas(measured: Measured, plan: Plan) -> Ranks:
    ranks = plain_ranks(measured, plan, PRIORS.seed, _rank_with_pandas)
    pd.DataFrame(ranks).quantile(QUANTILES)
    return ranks


def _made_up(areas: int) -> Measured:
    generator = np.random.default_rng(1)
    common = generator.standard_normal(areas)
    scores = 0.6 * common + 0.8 * generator.standard_normal((INDICATORS, areas))
    variances = generator.random((INDICATORS, areas)) * 0.1
    weighting = Weighting(np.arange(INDICATORS) % DOMAINS, np.ones(INDICATORS), np.ones(DOMAINS))
    return Measured(scores.astype(np.float32), variances.astype(np.float32), weighting)


def _timed(work: Callable[[], Result]) -> tuple[float, Result]:
    began = time.perf_counter()
    result = work()
    return time.perf_counter() - began, result


def plain_ranks(measured: Measured, plan: Plan, seed: int, rank: Ranking) -> Ranks:
    """Ranks of each draw, one after another, highest score first."""
    weights = remaining_weights(plan, measured.weighting)
    scores, variances = measured.scores.astype(float), measured.error_variances.astype(float)
    drawn = []
    for row in range(len(plan)):
        sequence = np.random.SeedSequence(seed, spawn_key=(int(plan.error_stream[row]),))
        generator = np.random.default_rng(sequence)
        index = np.zeros(measured.areas)
        for domain, domain_weight in enumerate(plan.domain_weights[row]):
            members = measured.weighting.members(domain)
            share = weights[row, members]
            score = share @ scores[members]
            if variances[members].any():
                errors = generator.standard_normal(measured.areas, dtype=np.float32)
                score += np.sqrt(share**2 @ variances[members]) * errors
            way = NORMALISATIONS[plan.normalisation[row]]
            index += domain_weight * _normalise(score, way, rank)
        drawn.append(rank(index))
    return np.array(drawn, dtype=np.uint16)


def _normalise(score: np.ndarray, normalisation: str, rank: Ranking) -> np.ndarray:
    if normalisation == "z_score":
        return (score - score.mean()) / score.std()
    share = (len(score) + 1 - rank(score)) / len(score)
    if normalisation == "linear":
        return share
    return -23 * np.log(1 - share * (1 - np.exp(-100 / 23)))


def rank_with_scipy(score: np.ndarray) -> np.ndarray:
    """Ranks of one row of scores, the highest first, ties in order."""
    return stats.rankdata(-score, method="ordinal")


def _rank_with_pandas(score: np.ndarray) -> np.ndarray:
    return pd.Series(score).rank(ascending=False, method="first").to_numpy()


if __name__ == "__main__":
    main()
