"""How good the matches are: precision and recall, from a hand-checked sample of each kind of pair.

A kind of pair (band) is sampled by itself, so each counts by the pairs it has. Its share of true
pairs is drawn from a beta distribution (Jeffreys' prior), or is known where every pair was read.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

SEED = 20260101
DRAWS = 4000
QUALITY = pa.schema(
    {
        "band_order": pa.int64(),
        "precision": pa.float64(),
        "precision_low": pa.float64(),
        "precision_high": pa.float64(),
        "recall": pa.float64(),
        "recall_low": pa.float64(),
        "recall_high": pa.float64(),
    }
)


@dataclass(frozen=True)
class Band:
    """Pairs of one kind: how many there are, how many were read, and how many of those are true."""

    pair_count: int
    judged_count: int
    true_count: int


def measure(bands: Sequence[Band]) -> pa.Table:
    """Precision and recall if the bands down to each are used, from the strongest down.

    Recall is of the true pairs among those that were compared, which is of fewer than there are.

    Returns:
        One row for each band (band_order from 1): shares 0 to 1, and the 95 % interval of each.
    """
    central = _rates(np.array([[band.true_count / band.judged_count] for band in bands]), bands)
    drawn = _rates(np.stack([_draw(band, place) for place, band in enumerate(bands)]), bands)
    columns: dict[str, Sequence[float]] = {"band_order": list(range(1, len(bands) + 1))}
    for name, one, many in zip(("precision", "recall"), central, drawn, strict=True):
        low, high = np.percentile(many, [2.5, 97.5], axis=1)
        columns |= {
            name: _round(one[:, 0]),
            f"{name}_low": _round(low),
            f"{name}_high": _round(high),
        }
    return pa.table(columns).select(QUALITY.names).cast(QUALITY)


def _draw(band: Band, place: int) -> NDArray[np.float64]:
    if band.judged_count == band.pair_count:
        return np.full(DRAWS, band.true_count / band.judged_count)
    wrong = band.judged_count - band.true_count
    random = np.random.default_rng([SEED, place])
    return random.beta(band.true_count + 0.5, wrong + 0.5, DRAWS)


def _rates(
    shares: NDArray[np.float64], bands: Sequence[Band]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    counts = np.array([[band.pair_count] for band in bands], dtype=np.float64)
    true = np.cumsum(shares * counts, axis=0)
    return true / np.cumsum(counts, axis=0), true / true[-1]


def _round(values: NDArray[np.float64]) -> list[float]:
    return [round(float(value), 4) for value in values]
