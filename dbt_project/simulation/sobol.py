"""Sobol' indices: which of the choices makes a result vary, alone and together with the others.

Belongs here: the estimators, from results at the points of a pick-freeze design. Not here: what the
result is, or the design's points (`plan.Plan.swapped`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Distances = NDArray[np.float64]


@dataclass(frozen=True)
class Effect:
    """Shares of a result's variance.

    Attributes:
        first_order: what goes away on average once the factor is known.
        total: what stays on average while only the factor is unknown.
        first_order_interval: 5th and 95th percentile over bootstrap samples.
        total_interval: likewise.
    """

    first_order: float
    total: float
    first_order_interval: tuple[float, float]
    total_interval: tuple[float, float]


def effects(
    base: NDArray[Any],
    other: NDArray[Any],
    swapped: Mapping[str, NDArray[Any]],
    seed: int,
    resamples: int = 1000,
) -> dict[str, Effect]:
    """First-order and total Sobol' indices of each factor, with bootstrap intervals.

    Jansen's estimators: S = 1 - mean |f(B) - f(AB)|² / 2V, T = mean |f(A) - f(AB)|² / 2V and
    2V = mean |f(A) - f(B)|², where A and B are independent samples and AB is A with the factor from
    B (Jansen 1999, Computer Physics Communications 117; Saltelli et al. 2010, same journal 181,
    table 2). A result of several numbers counts with the sum of their variances (Gamboa et al.
    2014, Electronic Journal of Statistics 8).

    Args:
        base: (samples, numbers), the result at A.
        other: (samples, numbers), at B.
        swapped: for each factor, (samples, numbers), at AB.
        seed: of the bootstrap, which draws samples with replacement.
        resamples: number of bootstrap samples.

    Returns:
        For each factor; estimates of small indices may fall below 0. All are 0 where the result
        does not vary.
    """
    generator = np.random.default_rng(seed)
    rows = generator.integers(len(base), size=(resamples, len(base)))
    apart = squared_distances(base, other)
    return {
        factor: _effect(
            apart, squared_distances(other, mixed), squared_distances(base, mixed), rows
        )
        for factor, mixed in swapped.items()
    }


def squared_distances(one: NDArray[Any], another: NDArray[Any]) -> Distances:
    """The sum of squared differences of each row: (samples,) from two of (samples, numbers)."""
    pairs = zip(one, another, strict=True)
    return np.array([((a.astype(np.float64) - b) ** 2).sum() for a, b in pairs])


def _effect(
    apart: Distances, from_other: Distances, from_base: Distances, rows: NDArray[np.int64]
) -> Effect:
    if not apart.any():
        return Effect(0, 0, (0, 0), (0, 0))
    first = 1 - from_other[rows].mean(axis=1) / apart[rows].mean(axis=1)
    total = from_base[rows].mean(axis=1) / apart[rows].mean(axis=1)
    return Effect(
        float(1 - from_other.mean() / apart.mean()),
        float(from_base.mean() / apart.mean()),
        _interval(first),
        _interval(total),
    )


def _interval(values: Distances) -> tuple[float, float]:
    low, high = np.percentile(values, [5, 95])
    return float(low), float(high)
