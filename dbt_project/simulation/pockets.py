"""Small areas inside larger ones: a Poisson fit above, shared out below, and how sure that is.

Belongs here: numpy functions for step 2 and 3 of methods section 3. Not here: SQL, or which areas
are rural. Areas come in order of their codes, so nothing depends on the order of a table's rows;
sums are numpy's own and not a linear algebra library's, so nothing depends on its threads.
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

STEPS = 50
CLOSE_ENOUGH = 1e-10
LEAST_RATE, MOST_RATE = 1e-6, 1 - 1e-6


@dataclass(frozen=True)
class Larger:
    """Areas with a known count; every array is (areas,) but covariates, (areas, covariates).

    Attributes:
        counts: people with the property.
        people: all people.
        covariates: what the rate depends on, a constant not among them.
        clusters: which cluster (district) each area is in; clusters are drawn whole.
    """

    counts: Floats
    people: Floats
    covariates: Floats
    clusters: Ints


@dataclass(frozen=True)
class Smaller:
    """Areas inside the larger ones; arrays as above, `larger` the position of each one's own."""

    people: Floats
    covariates: Floats
    larger: Ints


def fit_rates(larger: Larger, weights: Floats | None = None, start: Floats | None = None) -> Floats:
    """Coefficients b of a Poisson model, `count = people * exp(b0 + covariates · b)`.

    Newton's method, which for this model is iteratively reweighted least squares.

    Args:
        larger: the areas.
        weights: how often each area counts; once each by default.
        start: coefficients to begin at.

    Raises:
        ValueError: it does not settle, or the covariates tell nothing apart.
    """
    weights = np.ones(len(larger.counts)) if weights is None else weights
    columns = _with_constant(larger.covariates)
    coefficients = _constant_rate(larger, weights, columns.shape[1]) if start is None else start
    for _ in range(STEPS):
        expected = larger.people * np.exp(_log_rates(coefficients, larger.covariates))
        slope = _sums(columns, weights * (larger.counts - expected))
        step = _solve(_products(columns, weights * expected), slope)
        coefficients = coefficients + step
        if np.abs(step).max() < CLOSE_ENOUGH:
            return coefficients
    raise ValueError("the Poisson fit does not settle")


def predict_rates(coefficients: Floats, covariates: Floats) -> Floats:
    """The rate of each area, never above 1."""
    return np.asarray(np.exp(np.minimum(_log_rates(coefficients, covariates), 0.0)))


def share_out(
    totals: Ints, larger: Ints, weights: NDArray[Any], limits: Ints | None = None
) -> Ints:
    """Whole numbers of the smaller areas that add up to the total of each larger one, exactly.

    In proportion to the weights, but none above its limit: what is above goes to the others. What
    rounding leaves goes one by one to the largest remainders, of equal ones to the earlier area.

    Args:
        totals: (larger areas,), of which each is at most the sum of its areas' limits.
        larger: (smaller areas,), position in `totals`.
        weights: (smaller areas,), not negative, and somewhere positive in each larger area that has
            a total.
        limits: (smaller areas,).

    Raises:
        ValueError: a total cannot be shared out, because no area has a weight or all are full.
    """
    shares = _shares(totals.astype(np.float64), larger, weights, limits)
    whole = np.floor(shares).astype(np.int64)
    room = np.ones(len(whole), dtype=bool) if limits is None else whole < limits
    remainder = np.where(room & (weights > 0), shares - whole, -1.0)
    order = np.lexsort((np.arange(len(whole)), -remainder, larger))
    left = totals - _add_up(whole, larger, len(totals))
    if (left > _add_up((remainder >= 0).astype(np.int64), larger, len(totals))).any():
        raise ValueError("a total is more than its areas can take")
    starts = np.searchsorted(larger[order], np.arange(len(totals)))
    place = np.arange(len(order)) - starts[larger[order]]
    whole[order[place < left[larger[order]]]] += 1
    return whole


def extra_variance(larger: Larger, rates: Floats) -> float:
    """How much rates differ from the model's beyond chance: the intra-class correlation.

    Of a beta-binomial count with mean rate m and n people, the variance of the rate is
    `m(1-m)(r + (1-r)/n)`; this is r by the method of moments.
    """
    possible = rates * (1 - rates)
    squared = (larger.counts / larger.people - rates) ** 2
    beyond_chance = squared - possible / larger.people
    share = float(beyond_chance.sum() / (possible * (1 - 1 / larger.people)).sum())
    return min(max(share, LEAST_RATE), MOST_RATE)


def exceedance(larger: Larger, smaller: Smaller, threshold: float, draws: int, seed: int) -> Floats:
    """The probability that each smaller area's true rate is above the threshold.

    In each draw the clusters are drawn anew (a bootstrap), the model is fitted to them and shared
    out to the known counts; each area's rate is then drawn from a beta distribution around that, as
    wide as the larger areas differ from the model.

    Args:
        larger: areas to fit.
        smaller: areas inside them.
        threshold: a rate.
        draws: how many draws; the result is a multiple of one over it.
        seed: of the draws.
    """
    random = np.random.Generator(np.random.PCG64(seed))
    fitted = fit_rates(larger)
    correlation = extra_variance(larger, predict_rates(fitted, larger.covariates))
    precision = (1 - correlation) / correlation
    above = np.zeros(len(smaller.people), dtype=np.int64)
    for _ in range(draws):
        coefficients = fit_rates(larger, _drawn_weights(larger.clusters, random), fitted)
        rates = np.clip(_shared_rates(larger, smaller, coefficients), LEAST_RATE, MOST_RATE)
        above += random.beta(rates * precision, (1 - rates) * precision) > threshold
    return above / draws


def normal_exceedance(counts: Floats, people: Floats, threshold: float) -> Floats:
    """The probability that the risk behind a count is above the threshold.

    By the normal approximation of a binomial rate, which for hundreds of people is close enough.
    """
    rates = np.clip(counts / people, LEAST_RATE, MOST_RATE)
    distances = (rates - threshold) / np.sqrt(2 * rates * (1 - rates) / people)
    return np.array([(1 + math.erf(distance)) / 2 for distance in distances])


def _log_rates(coefficients: Floats, covariates: Floats) -> Floats:
    logarithm = np.full(len(covariates), coefficients[0])
    for coefficient, column in zip(coefficients[1:], covariates.T, strict=True):
        logarithm += coefficient * column
    return logarithm


def _shared_rates(larger: Larger, smaller: Smaller, coefficients: Floats) -> Floats:
    people = smaller.people
    weights = people * predict_rates(coefficients, smaller.covariates)
    shares = _shares(larger.counts, smaller.larger, weights, smaller.people)
    return np.divide(shares, people, out=np.zeros_like(people), where=people > 0)


def _drawn_weights(clusters: Ints, random: np.random.Generator) -> Floats:
    """How often each area counts when as many clusters are drawn as there are."""
    count = int(clusters.max()) + 1
    times = np.bincount(random.integers(count, size=count), minlength=count)
    return times[clusters].astype(np.float64)


def _shares(totals: Floats, larger: Ints, weights: Floats, limits: NDArray[Any] | None) -> Floats:
    """Shares of the totals in proportion to the weights, none above its limit."""
    full = np.zeros(len(weights), dtype=bool)
    ceiling = np.full(len(weights), np.inf) if limits is None else limits.astype(np.float64)
    while True:
        open_weights = np.where(full, 0.0, weights)
        taken = _add_up(np.where(full, ceiling, 0.0), larger, len(totals))
        weighed = _add_up(open_weights, larger, len(totals))
        scale = np.divide(totals - taken, weighed, out=np.zeros_like(weighed), where=weighed > 0)
        shares = np.where(full, ceiling, open_weights * scale[larger])
        over = ~full & (shares > ceiling)
        if not over.any():
            return shares
        full |= over


def _add_up(values: NDArray[Any], larger: Ints, count: int) -> NDArray[Any]:
    added = np.zeros(count, dtype=values.dtype)
    np.add.at(added, larger, values)
    return added


def _with_constant(covariates: Floats) -> Floats:
    return np.column_stack([np.ones(len(covariates)), covariates])


def _constant_rate(larger: Larger, weights: Floats, length: int) -> Floats:
    """Coefficients of a model in which all areas have England's rate."""
    coefficients = np.zeros(length)
    coefficients[0] = np.log((weights * larger.counts).sum() / (weights * larger.people).sum())
    return coefficients


def _sums(columns: Floats, values: Floats) -> Floats:
    return np.array([(column * values).sum() for column in columns.T])


def _products(columns: Floats, values: Floats) -> Floats:
    return np.array([_sums(columns, column * values) for column in columns.T])


def _solve(matrix: Floats, values: Floats) -> Floats:
    if np.linalg.matrix_rank(matrix) < len(values):
        raise ValueError("the covariates tell nothing apart")
    return np.asarray(np.linalg.solve(matrix, values))
