"""Sobol' indices: which of the choices makes a result vary, alone and together with the others.

Belongs here: the estimators, and the design they need. Not here: what the result is.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Results = NDArray[np.float64]


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
    base: Results, other: Results, swapped: Mapping[str, Results], seed: int, resamples: int = 1000
) -> dict[str, Effect]:
    """First-order and total Sobol' indices of each factor, with bootstrap intervals.

    Args:
        base: (samples,), the result at the points of the first matrix (A).
        other: (samples,), at the points of the second, independent matrix (B).
        swapped: for each factor, (samples,), at A with that factor from B.
        seed: of the bootstrap.
        resamples: number of bootstrap samples of rows.
    """
    generator = np.random.default_rng(seed)
    rows = generator.integers(len(base), size=(resamples, len(base)))
    found = {}
    for factor, mixed in swapped.items():
        first, total = indices(base, other, mixed)
        spread = indices(base[rows], other[rows], mixed[rows])
        intervals = [np.percentile(values, [5, 95]) for values in spread]
        (first_low, first_high), (total_low, total_high) = intervals
        found[factor] = Effect(
            float(first),
            float(total),
            (float(first_low), float(first_high)),
            (float(total_low), float(total_high)),
        )
    return found


def indices(base: Results, other: Results, mixed: Results) -> tuple[Results, Results]:
    """First-order index after Saltelli (2010) and total index after Jansen (1999).

    S = mean(f_B (f_AB - f_A)) / V and T = mean((f_A - f_AB)^2) / 2V, with the result centred first
    and V its variance over A and B. Saltelli et al. (2010), Computer Physics Communications 181,
    table 2, rows (b) and (f). Estimates of small indices may fall below 0.

    Args:
        base: (..., samples), the result at A.
        other: at B.
        mixed: at A with one factor from B.

    Returns:
        Both indices, shaped as the leading dimensions; 0 where the result does not vary.
    """
    both = np.concatenate([base, other], axis=-1)
    variance = both.var(axis=-1)
    scale = np.where(variance > 0, variance, np.inf)
    centred = other - both.mean(axis=-1, keepdims=True)
    first = (centred * (mixed - base)).mean(axis=-1) / scale
    total = ((base - mixed) ** 2).mean(axis=-1) / (2 * scale)
    return first, total
