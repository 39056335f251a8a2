"""Ranks of many rows of scores at once, and the scores that follow from ranks.

Belongs here: order, ties, the transformations of a rank. Not here: anything random.
"""

import math
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Positions = NDArray[np.int64]
Value = TypeVar("Value", bound=np.generic)

EXPONENTIAL_CONSTANT = 23.0
_LOW_HALF = np.int64(0xFFFFFFFF)
_ALL_BUT_SIGN = np.int32(0x7FFFFFFF)


def order_by_score(scores: Floats) -> Positions:
    """The areas of each row from the highest score to the lowest; equal scores in order of area.

    The bits of a score and the number of its area are sorted as one integer: the order is total,
    and the same whatever the sorting algorithm.

    Args:
        scores: (rows, areas), finite, areas in order of their codes.

    Returns:
        (rows, areas): numbers of areas, from rank 1 downwards.

    Raises:
        ValueError: a score is not finite.
    """
    if not np.isfinite(scores).all():
        raise ValueError("a score that is not finite has no rank")
    bits = (np.float32(0) - scores).view(np.int32)
    ascending = bits ^ ((bits >> np.int32(31)) & _ALL_BUT_SIGN)
    keys = (ascending.astype(np.int64) << 32) | np.arange(scores.shape[1], dtype=np.int64)
    keys.sort(axis=1)
    keys &= _LOW_HALF
    return keys


def place(order: Positions, values: NDArray[Value]) -> NDArray[Value]:
    """Give each area the value that belongs to its rank.

    Args:
        order: (rows, areas), as `order_by_score` returns it.
        values: (areas,), the value of rank 1, of rank 2 ...

    Returns:
        (rows, areas), by area.
    """
    rows, areas = order.shape
    placed = np.empty((rows, areas), dtype=values.dtype)
    flat = order + np.arange(0, rows * areas, areas, dtype=np.int64)[:, None]
    placed.reshape(-1)[flat] = values
    return placed


def rank_scores(scores: Floats) -> NDArray[np.uint16]:
    """Ranks of each row's scores: 1 = the highest score, ties in order of area.

    Args:
        scores: (rows, areas), at most 65,535 areas.

    Returns:
        (rows, areas): permutations of 1 ... areas.
    """
    return place(order_by_score(scores), ranks_of(scores.shape[1]))


def ranks_of(areas: int) -> NDArray[np.uint16]:
    """The ranks 1 ... areas.

    Raises:
        ValueError: more areas than 16 bits can count.
    """
    if areas > np.iinfo(np.uint16).max:
        raise ValueError(f"{areas} areas are more than 16 bits can rank")
    return np.arange(1, areas + 1, dtype=np.uint16)


def exponential_scores(areas: int) -> Floats:
    """What each rank is worth: X = -23 ln(1 - R (1 - e^(-100/23))), R = (N + 1 - rank) / N.

    Methods section 1.2, as the Indices of Deprivation and the Community Needs Index do it.

    Returns:
        (areas,), from 100 at rank 1 downwards; a tenth of areas exceed 50.
    """
    fraction = 1 - math.exp(-100 / EXPONENTIAL_CONSTANT)
    shares = (areas - np.arange(areas)) / areas
    return (-EXPONENTIAL_CONSTANT * np.log(1 - shares * fraction)).astype(np.float32)


def linear_scores(areas: int) -> Floats:
    """What each rank is worth if every step between ranks counts the same: R = (N + 1 - rank) / N.

    Returns:
        (areas,), from 1 at rank 1 downwards.
    """
    return ((areas - np.arange(areas)) / areas).astype(np.float32)
