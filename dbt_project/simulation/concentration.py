"""How far money goes to where need is: concentration indices and their bootstrap intervals.

Belongs here: the arithmetic, on arrays. Not here: which money, which need and which areas.

The index is that of Kakwani, Wagstaff and van Doorslaer (1997), with areas weighted by residents:
2 * sum(money * rank) / sum(money) - 1, where the rank of an area is the share of residents who live
in areas of less need, and half of those who live in areas of the same need.
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]


def resample(areas: int, draws: int, seed: int) -> Counts:
    """How often each area is drawn, drawing as many as there are with replacement.

    Returns:
        (draws, areas); each row sums to `areas`.
    """
    generator = np.random.default_rng(seed)
    picked = generator.integers(0, areas, size=(draws, areas))
    counts = np.zeros((draws, areas), dtype=np.int64)
    np.add.at(counts, (np.arange(draws)[:, None], picked), 1)
    return counts


def concentration_index(money: Floats, people: Floats, need: Floats, counts: Counts) -> Floats:
    """The index of each draw: 0 if money follows people, above 0 if it goes to greater need.

    Args:
        money: (areas,) not negative.
        people: (areas,) above 0.
        need: (areas,) greater is more in need; areas of equal need share a rank.
        counts: (draws, areas) how often each area is in the draw.

    Returns:
        (draws,), between -1 and 1; nan where a draw has no money.
    """
    _, group = np.unique(need, return_inverse=True)
    order = np.argsort(group, kind="stable")
    starts = np.flatnonzero(np.diff(group[order], prepend=-1))
    paid = np.add.reduceat((counts * money)[:, order], starts, axis=1)
    weighed = np.add.reduceat((counts * people)[:, order], starts, axis=1)
    ranks = (np.cumsum(weighed, axis=1) - weighed / 2) / weighed.sum(axis=1, keepdims=True)
    return 2 * _share((paid * ranks).sum(axis=1), paid.sum(axis=1)) - 1


def mean_of_money(money: Floats, value: Floats, counts: Counts) -> Floats:
    """The mean of a value of areas over the pounds in each draw: (draws,); nan without money.

    Of a value that is 1 or 0 this is the share of money in areas where it is 1.
    """
    return _share((counts * (money * value)).sum(axis=1), (counts * money).sum(axis=1))


def interval(draws: Floats, level: float = 0.95) -> tuple[float, float]:
    """The percentile interval of the draws that are numbers."""
    kept = draws[~np.isnan(draws)]
    if kept.size == 0:
        return (np.nan, np.nan)
    low, high = np.quantile(kept, [(1 - level) / 2, (1 + level) / 2])
    return (float(low), float(high))


def _share(part: Floats, whole: Floats) -> Floats:
    return np.divide(part, whole, out=np.full_like(whole, np.nan), where=whole > 0)
