"""Ranks of every area in every draw, and what they say of each area.

Belongs here: one draw's arithmetic, done for many draws at a time in threads (numpy lets go of
Python's lock while it computes). Not here: which choices a draw makes (`plan`).

The result does not depend on the number of threads: each draw's errors come from a stream of its
own, and whatever is added up over draws is a whole number.
"""

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dbt_project.simulation.plan import (
    NORMALISATIONS,
    Plan,
    Weighting,
    default_plan,
    remaining_weights,
)
from dbt_project.simulation.ranking import (
    Floats,
    exponential_scores,
    linear_scores,
    order_by_score,
    place,
    rank_scores,
)

Ranks = NDArray[np.uint16]

# Scores held at once: small enough for a core's cache, large enough to hide Python's own time.
CELLS_AT_ONCE = 32_768
AREAS_AT_ONCE = 256


@dataclass(frozen=True)
class Measured:
    """What is known of each area.

    Attributes:
        scores: (indicators, areas), standardised, higher = more need; areas in order of code.
        error_variances: (indicators, areas), of sampling and imputation together, in squared units
            of the scores; 0 where a value is exact.
        weighting: default weights of the indicators and their domains.
    """

    scores: Floats
    error_variances: Floats
    weighting: Weighting

    @property
    def areas(self) -> int:
        """The number of areas."""
        return int(self.scores.shape[1])


@dataclass(frozen=True)
class Published:
    """The ranking from which the draws depart.

    Attributes:
        ranks: (areas,), 1 = most in need.
        worst: how many areas the worst tenth has.
    """

    ranks: NDArray[np.integer]
    worst: int


@dataclass(frozen=True)
class Summary:
    """What the draws say of each area; every array is (areas,) unless noted.

    Attributes:
        rank_low: rank that a share `interval[0]` of draws do not exceed.
        rank_median: likewise for one half.
        rank_high: likewise for `interval[1]`.
        worst_tenth: (2, areas), number of draws in the worst tenth, by boundary of the draw.
        rank_shift: sum over draws of the distance between rank and published rank.
    """

    rank_low: NDArray[np.int64]
    rank_median: NDArray[np.int64]
    rank_high: NDArray[np.int64]
    worst_tenth: NDArray[np.int64]
    rank_shift: NDArray[np.int64]


def rank_draws(measured: Measured, plan: Plan, seed: int, threads: int = 1) -> Ranks:
    """Rank all areas in each draw.

    A domain's score is the weighted mean of its indicators, plus a normal error with the variance
    that the indicators' errors have together (methods section 10). The index is the weighted sum of
    domain scores after the draw's normalisation.

    Args:
        measured: scores, errors and default weights.
        plan: the choices of each draw.
        seed: of the errors; stream `i` is the `i`-th that `SeedSequence(seed)` would spawn.
        threads: how many cores to use; of no consequence for the result.

    Returns:
        (draws, areas): ranks, 1 = most in need.
    """
    ranks = np.empty((len(plan), measured.areas), dtype=np.uint16)
    weights = remaining_weights(plan, measured.weighting).astype(np.float32)
    domain_weights = plan.domain_weights.astype(np.float32)

    def fill(rows: NDArray[np.int64]) -> None:
        normalise = _normalisation(int(plan.normalisation[rows[0]]), measured.areas)
        errors = _errors(measured, plan.error_stream[rows], seed)
        index = np.zeros((len(rows), measured.areas), dtype=np.float32)
        for domain in range(domain_weights.shape[1]):
            scores = _domain_scores(measured, weights[rows], domain, errors)
            index += normalise(scores) * domain_weights[rows, domain, None]
        ranks[rows] = rank_scores(index)

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(fill, _batches(plan, measured.areas)))
    return ranks


def rank_by_default(measured: Measured) -> Ranks:
    """The ranks of the index as published: default weights, exponential, no errors: (areas,)."""
    exact = Measured(measured.scores, np.zeros_like(measured.scores), measured.weighting)
    ranks: Ranks = rank_draws(exact, default_plan(measured.weighting), seed=0)[0]
    return ranks


def summarise(
    ranks: Ranks,
    published: Published,
    boundary: NDArray[np.int64],
    interval: tuple[float, float],
    threads: int = 1,
) -> Summary:
    """What the draws say of each area.

    A quantile is a rank that occurred: the smallest that at least the given share of draws do not
    exceed.

    Args:
        ranks: (draws, areas).
        published: the ranking from which they depart.
        boundary: (draws,), 0 or 1.
        interval: shares of draws below the low and up to the high rank, such as 0.05 and 0.95.
        threads: how many cores to use.
    """
    draws, areas = ranks.shape
    shares = (interval[0], 0.5, interval[1])
    places = [max(int(np.ceil(round(share * draws, 6))) - 1, 0) for share in shares]
    out = np.empty((6, areas), dtype=np.int64)

    def fill(begin: int) -> None:
        block = np.ascontiguousarray(ranks[:, begin : begin + AREAS_AT_ONCE].T)
        here = slice(begin, begin + AREAS_AT_ONCE)
        is_worst = block <= published.worst
        out[3, here] = is_worst[:, boundary == 0].sum(axis=1)
        out[4, here] = is_worst[:, boundary == 1].sum(axis=1)
        out[5, here] = _distance(block, published.ranks[here, None]).sum(axis=1)
        block.sort(axis=1)
        out[:3, here] = block[:, places].T

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(fill, range(0, areas, AREAS_AT_ONCE)))
    return Summary(
        rank_low=out[0],
        rank_median=out[1],
        rank_high=out[2],
        worst_tenth=out[3:5],
        rank_shift=out[5],
    )


def outputs_by_draw(ranks: Ranks, published: Published) -> dict[str, NDArray[Any]]:
    """What each draw as a whole comes to, and how far it departs from the published ranking.

    Args:
        ranks: (draws, areas).
        published: the ranking from which they depart.

    Returns:
        `area_ranks`, the ranks themselves: (draws, areas). `mean_absolute_rank_shift` in ranks,
        and `worst_tenth_changed_share`, the share of the published worst tenth that is not in the
        draw's: (draws, 1).
    """
    shift = np.array([_distance(row, published.ranks).sum() for row in ranks]) / ranks.shape[1]
    members = np.flatnonzero(published.ranks <= published.worst)
    left = (ranks[:, members] > published.worst).sum(axis=1) / max(published.worst, 1)
    return {
        "area_ranks": ranks,
        "mean_absolute_rank_shift": shift[:, None],
        "worst_tenth_changed_share": left[:, None],
    }


def _distance(ranks: NDArray[np.integer], others: NDArray[np.integer]) -> NDArray[np.int32]:
    return np.abs(ranks.astype(np.int32) - others.astype(np.int32))


def _batches(plan: Plan, areas: int) -> Iterator[NDArray[np.int64]]:
    """Draws with one normalisation each, as many as are worth doing at once."""
    size = max(CELLS_AT_ONCE // max(areas, 1), 1)
    for normalisation in range(len(NORMALISATIONS)):
        rows = np.flatnonzero(plan.normalisation == normalisation)
        for begin in range(0, len(rows), size):
            yield rows[begin : begin + size]


def _uncertain_domains(measured: Measured) -> list[int]:
    """Domains of which any indicator has an error in any area."""
    uncertain = measured.error_variances.any(axis=1)
    return sorted(set(measured.weighting.domain_of[uncertain].tolist()))


def _errors(measured: Measured, streams: NDArray[np.int64], seed: int) -> Mapping[int, Floats]:
    """Standard normal numbers for each domain that has errors: (draws, areas)."""
    shape = (len(streams), measured.areas)
    errors = {d: np.empty(shape, dtype=np.float32) for d in _uncertain_domains(measured)}
    for row, stream in enumerate(streams):
        sequence = np.random.SeedSequence(seed, spawn_key=(int(stream),))
        generator = np.random.Generator(np.random.PCG64(sequence))
        for of_domain in errors.values():
            generator.standard_normal(dtype=np.float32, out=of_domain[row])
    return errors


def _domain_scores(
    measured: Measured, weights: Floats, domain: int, errors: Mapping[int, Floats]
) -> Floats:
    members = measured.weighting.members(domain)
    scores = _weighted_sum(weights[:, members], measured.scores[members])
    if domain in errors:
        uncertain = [m for m in members if measured.error_variances[m].any()]
        variance = _weighted_sum(weights[:, uncertain] ** 2, measured.error_variances[uncertain])
        scores += np.sqrt(variance) * errors[domain]
    return scores


def _weighted_sum(weights: Floats, values: Floats) -> Floats:
    """Sum over the indicators in their order: a matrix product may add in any order."""
    total = np.zeros((len(weights), values.shape[1]), dtype=np.float32)
    term = np.empty_like(total)
    for number, row in enumerate(values):
        np.multiply(weights[:, number, None], row, out=term)
        total += term
    return total


def _normalisation(number: int, areas: int) -> Callable[[Floats], Floats]:
    if NORMALISATIONS[number] == "z_score":
        return _standardise
    by_rank = exponential_scores if NORMALISATIONS[number] == "exponential" else linear_scores
    worth = by_rank(areas)
    return lambda scores: place(order_by_score(scores), worth)


def _standardise(scores: Floats) -> Floats:
    """Scores in standard deviations from their mean; all 0 where they do not differ."""
    centred = scores - scores.mean(axis=1, keepdims=True, dtype=np.float64)
    spread = np.sqrt((centred**2).mean(axis=1, keepdims=True))
    standardised: Floats = (centred / np.where(spread > 0, spread, 1)).astype(np.float32)
    return standardised
