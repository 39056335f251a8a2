"""How many assets all councils sold, from those that say how many they did.

Three estimators, each of which gives every council that did not answer a number: the ratio of its
class times its receipts, the mean of its class, or what a negative binomial regression expects of
it. A total over any set of councils is what was answered plus what the others are given, so the
parts always add up. Methods brief, section 5; Rao and Wu (1988) for the bootstrap.

Belongs here: arithmetic of arrays. Not here: which councils, which parameters (`sales`).
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

SMALLEST_STRATUM = 2
RECEIPTS_UNIT = 100_000.0
STEPS = 25
LARGEST_LOG = 12.0
SMALLEST_WEIGHT = 1e-9
RIDGE = 1e-6


@dataclass(frozen=True)
class Councils:
    """A year's councils, in order of code.

    Attributes:
        stratum: (councils,), whole numbers from 0: the class of each.
        receipts: (councils,), pounds, what sales are in proportion to.
        sold: (councils,), number of assets sold; not a number where the council did not answer.
    """

    stratum: NDArray[np.int64]
    receipts: Floats
    sold: Floats

    @property
    def answered(self) -> NDArray[np.bool_]:
        """Which councils said how many they sold."""
        return ~np.isnan(self.sold)


def collapse_strata(councils: Councils) -> Councils:
    """The councils with every class that has fewer than two answers in one class together.

    Should that one have fewer than two answers too, all councils are of one class.
    """
    counts = np.bincount(
        councils.stratum, weights=councils.answered, minlength=int(councils.stratum.max()) + 1
    )
    thin = counts[councils.stratum] < SMALLEST_STRATUM
    merged = np.where(thin, counts.size, councils.stratum)
    if thin.any() and councils.answered[thin].sum() < SMALLEST_STRATUM:
        merged = np.zeros_like(merged)
    return Councils(np.unique(merged, return_inverse=True)[1], councils.receipts, councils.sold)


def bootstrap_weights(councils: Councils, draws: int, random: np.random.Generator) -> Floats:
    """Rescaled bootstrap weights of the councils that answered; 0 for the others.

    In each stratum one fewer than the n that answered are drawn, and count n / (n - 1) times each.

    Returns:
        (draws, councils); the mean of each answering council's weight is 1.
    """
    weights = np.zeros((draws, councils.sold.size))
    for stratum in np.unique(councils.stratum):
        members = np.flatnonzero((councils.stratum == stratum) & councils.answered)
        size = members.size - 1
        drawn = random.multinomial(size, np.full(members.size, 1 / members.size), draws)
        weights[:, members] = drawn * (members.size / size)
    return weights


def give_ratio(councils: Councils, weights: Floats) -> Floats:
    """Receipts of each council times the assets per pound of its class: (draws, councils)."""
    return _per_stratum(councils, weights, councils.receipts) * councils.receipts


def give_mean(councils: Councils, weights: Floats) -> Floats:
    """The mean of each council's class: (draws, councils)."""
    return _per_stratum(councils, weights, np.ones_like(councils.receipts))


def give_regression(councils: Councils, weights: Floats) -> Floats:
    """What a negative binomial regression expects of each council: (draws, councils).

    Logarithm of the mean: an intercept for each class, and a slope on the logarithm of receipts
    plus £100,000. Its dispersion is that of the answers as they are, the same in every draw.
    """
    design = _design(councils)
    once = councils.answered.astype(float)[np.newaxis]
    counts = np.nan_to_num(councils.sold)
    dispersion = _dispersion(counts, _fit(design, counts, once, 0.0)[0], once[0], design.shape[1])
    return _fit(design, counts, weights, dispersion)


def total(councils: Councils, given: Floats, member: NDArray[np.bool_]) -> Floats:
    """What the councils of a set sold, in each draw: answers, and what the others are given."""
    others = member & ~councils.answered
    answers = councils.sold[member & councils.answered].sum()
    return np.asarray(answers + given[:, others].sum(axis=1))


def scatter(councils: Councils, given: Floats, random: np.random.Generator) -> Floats:
    """What the councils without an answer are given, with as much spread as the answers have.

    The spread about what is given is taken to grow with it: its variance is the dispersion of the
    class's answers times what is given; drawn from gamma distributions, which have no negatives.
    """
    spread = np.zeros_like(given[0])
    base = np.maximum(given.mean(axis=0), SMALLEST_WEIGHT)
    for stratum in np.unique(councils.stratum):
        here = councils.stratum == stratum
        members = here & councils.answered
        squares = ((councils.sold[members] - base[members]) ** 2).sum() / base[members].sum()
        spread[here] = squares * members.sum() / max(members.sum() - 1, 1)
    scale = np.maximum(spread, SMALLEST_WEIGHT)
    return np.asarray(random.gamma(np.maximum(given, SMALLEST_WEIGHT) / scale, scale))


def bound(councils: Councils, share: float, member: NDArray[np.bool_]) -> float:
    """The total of a set if the others sold as many per pound as that percentile of the answers.

    The rate is of answering councils with receipts.
    """
    known = councils.answered & (councils.receipts > 0)
    if not known.any():
        return float("nan")
    rate = np.quantile(councils.sold[known] / councils.receipts[known], share)
    others = member & ~councils.answered
    answers = councils.sold[member & councils.answered].sum()
    return float(answers + rate * councils.receipts[others].sum())


def ratio_variance(councils: Councils) -> float:
    """The textbook variance of the total by ratio: sum of N(N - n)/n times that of residuals."""
    variance = 0.0
    for stratum in np.unique(councils.stratum):
        here = councils.stratum == stratum
        sample = here & councils.answered
        ratio = councils.sold[sample].sum() / councils.receipts[sample].sum()
        residuals = councils.sold[sample] - ratio * councils.receipts[sample]
        size, answers = int(here.sum()), int(sample.sum())
        variance += size * (size - answers) / answers * (residuals**2).sum() / (answers - 1)
    return float(variance)


ESTIMATORS: dict[str, Callable[[Councils, Floats], Floats]] = {
    "ratio": give_ratio,
    "expansion": give_mean,
    "negative binomial": give_regression,
}


def _per_stratum(councils: Councils, weights: Floats, size: Floats) -> Floats:
    sold = np.nan_to_num(councils.sold)
    rates = np.zeros_like(weights)
    for stratum in np.unique(councils.stratum):
        here = councils.stratum == stratum
        below = (weights[:, here] * size[here]).sum(axis=1)
        above = (weights[:, here] * sold[here]).sum(axis=1)
        rates[:, here] = np.divide(above, below, out=np.zeros_like(above), where=below > 0)[:, None]
    return rates


def _design(councils: Councils) -> Floats:
    strata = np.eye(int(councils.stratum.max()) + 1)[councils.stratum]
    logs = np.log1p(np.maximum(councils.receipts, 0.0) / RECEIPTS_UNIT)
    return np.column_stack([strata, logs - logs.mean()])


def _fit(design: Floats, counts: Floats, weights: Floats, dispersion: float) -> Floats:
    """Means by iteratively reweighted least squares, every draw at once: (draws, councils)."""
    mean = np.maximum((weights * counts).sum(axis=1) / weights.sum(axis=1), SMALLEST_WEIGHT)
    logs = np.repeat(np.log(mean)[:, None], counts.size, axis=1)
    products = design[:, :, None] * design[:, None, :]
    for _ in range(STEPS):
        means = np.exp(logs)
        working = weights * means / (1 + dispersion * means)
        left = np.tensordot(working, products, axes=(1, 0)) + RIDGE * np.eye(design.shape[1])
        right = (working * (logs + (counts - means) / means)) @ design
        slopes = np.linalg.solve(left, right[:, :, None])[:, :, 0]
        logs = np.clip(slopes @ design.T, -LARGEST_LOG, LARGEST_LOG)
    return np.asarray(np.exp(logs))


def _dispersion(counts: Floats, means: Floats, sample: Floats, parameters: int) -> float:
    """By moments: the variance is taken to be the mean plus dispersion times its square."""
    excess = ((counts - means) ** 2 - means) * sample
    freedom = sample.sum() / max(sample.sum() - parameters, 1.0)
    return max(float(excess.sum() / (means**2 * sample).sum() * freedom), 0.0)
