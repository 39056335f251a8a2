"""Drawing at random, the same on every run and machine.

Belongs here: random streams and exact shares. Not here: what is drawn.
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Strings = NDArray[np.str_]

# Logarithms and sines may differ in their last bit between machines; what is ordered or published
# is first rounded to this many decimals.
STABLE_DECIMALS = 9


def stream(seed: int, subject: str) -> np.random.Generator:
    """A random stream of one subject: more draws in one subject do not disturb the others."""
    return np.random.Generator(np.random.PCG64([seed, *subject.encode()]))


def stable(values: Floats) -> Floats:
    """Values rounded so that every machine orders them alike."""
    return np.round(values, STABLE_DECIMALS)


def standardise(values: Floats) -> Floats:
    """Values with mean 0 and standard deviation 1."""
    return stable((values - values.mean()) / values.std())


def allocate(total: int, weights: Floats, least: int = 1) -> Ints:
    """Whole numbers of that sum, in proportion to weights, none below `least`.

    The largest remainders are rounded up, the earlier of two equal ones first.
    """
    spare = total - least * len(weights)
    share = stable(spare * weights / weights.sum())
    whole = np.floor(share).astype(np.int64)
    order = np.argsort(whole - share, kind="stable")
    whole[order[: spare - int(whole.sum())]] += 1
    return whole + least


def position_in_run(labels: Ints) -> Ints:
    """0, 1, 2 … within each run of equal neighbouring labels."""
    starts = np.flatnonzero(np.r_[True, labels[1:] != labels[:-1]])
    lengths = np.diff(np.r_[starts, len(labels)])
    return np.arange(len(labels), dtype=np.int64) - np.repeat(starts, lengths)


def codes(prefix: str, first: int, count: int) -> Strings:
    """ONS-like codes: a three-character prefix and six digits, counting up from `first`."""
    return np.array([f"{prefix}{number:06d}" for number in range(first, first + count)])
