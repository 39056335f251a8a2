"""Rates of money per resident, and how far chance could move them: a bootstrap of districts.

Belongs here: functions from numpy arrays to numpy arrays. Not here: SQL, files, which wards are
left behind, or which money is counted (`gaps`).

Wards of one district are alike, so whole districts are drawn: as many as there are, with
replacement. Amounts and residents are whole numbers below 2**53 held as doubles, so that their
sums are exact and do not depend on the order of adding or on the number of threads.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Members = NDArray[np.bool_]

# So many times the share that is winsorised is looked at first; all wards, if that is not enough.
HEADROOM = 4
WHOLE_NUMBERS = 2.0**53


@dataclass(frozen=True)
class Drawn:
    """Wards, and how often each draw has the district of each.

    Attributes:
        districts: (wards,), the number of each ward's district.
        residents: (wards,), whole numbers; 0 where a ward holds money but no one lives in it.
        counts: (1 + draws, districts), how often a district is in the draw; the first row is not
            drawn: it has every district once, so the first of all results is the estimate.
    """

    districts: Ints
    residents: Floats
    counts: NDArray[np.int16]

    def add_up(self, values: Floats) -> Floats:
        """Sums of whole numbers over the wards of each draw: (1 + draws,) or (1 + draws, columns).

        Args:
            values: (wards,) or (wards, columns).

        Raises:
            ValueError: if a sum is too large to be exact.
        """
        if np.abs(values).sum() * self.counts.max(initial=1) >= WHOLE_NUMBERS:
            raise ValueError("the amounts are too large to be added exactly")
        by_district = np.zeros((self.counts.shape[1], *values.shape[1:]))
        np.add.at(by_district, self.districts, values)
        # Not by `@`: its threads wait for each other on a busy machine.
        sums: Floats = np.einsum("ij,j...->i...", self.counts.astype(np.float64), by_district)
        return sums

    def times(self, wards: Ints) -> NDArray[np.int16]:
        """How often each draw has each of these wards: (1 + draws, wards)."""
        times: NDArray[np.int16] = self.counts[:, self.districts[wards]]
        return times

    def rates(self, amounts: Floats) -> Floats:
        """Amount per resident of each ward; 0 where no one lives."""
        return np.divide(
            amounts, self.residents, out=np.zeros(len(amounts)), where=self.residents > 0
        )


def draw_districts(districts: int, draws: int, seed: int) -> NDArray[np.int16]:
    """How often each district is in each draw, after a first row of ones: (1 + draws, districts).

    The first draws of a longer run are those of a shorter one with the same seed.
    """
    generator = np.random.Generator(np.random.PCG64(seed))
    observed = np.ones((1, districts), dtype=np.int64)
    if not districts:
        return observed.repeat(1 + draws, axis=0).astype(np.int16)
    drawn = generator.multinomial(districts, np.full(districts, 1 / districts), size=draws)
    return np.vstack([observed, drawn]).astype(np.int16)


def mean_rates(drawn: Drawn, amounts: Floats, groups: Sequence[Members]) -> list[Floats]:
    """Amount of each group of wards over its residents: (1 + draws,) for each group."""
    members = np.stack(groups, axis=1)
    above = drawn.add_up(amounts[:, None] * members)
    return list(_ratio(above, drawn.add_up(drawn.residents[:, None] * members)).T)


def winsorised_rates(
    drawn: Drawn, amounts: Floats, groups: Sequence[Members], share: float
) -> list[Floats]:
    """Mean rates after the highest rates of each draw are cut to the highest that is left.

    Args:
        drawn: the wards and the draws.
        amounts: (wards,), whole numbers.
        groups: each (wards,), whether a ward is in the group.
        share: of wards (with residents) that are cut, rounded down to whole wards. The lowest rates
            are not touched: more wards than are cut have no money at all.
    """
    top, caps = _caps(drawn, drawn.rates(amounts), share)
    over = amounts[top] - caps[:, None] * drawn.residents[top]
    over = np.maximum(over, 0) * drawn.times(top)
    members = np.stack(groups, axis=1) & (drawn.residents > 0)[:, None]
    cut = np.stack([over[:, group[top]].sum(axis=1) for group in members.T], axis=1)
    left = drawn.add_up(amounts[:, None] * members) - cut
    return list(_ratio(left, drawn.add_up(drawn.residents[:, None] * members)).T)


def median_rates(drawn: Drawn, amounts: Floats, groups: Sequence[Members]) -> list[Floats]:
    """The rate that half of the wards of each group exceed; the mean of the two in the middle."""
    rates = drawn.rates(amounts)
    return [_median(drawn, rates, np.flatnonzero(g & (drawn.residents > 0))) for g in groups]


def matched_rates(
    drawn: Drawn, amounts: Floats, pair: tuple[Members, Members], cells: Ints
) -> tuple[Floats, Floats, Floats]:
    """Rates of two groups as if both lived in the cells in which the first does.

    Direct standardisation: the second group's rate in each cell, weighted by the residents of the
    first. Cells without residents of both, in that draw, are left out of both.

    Args:
        drawn: the wards and the draws.
        amounts: (wards,), whole numbers.
        pair: the two groups, each (wards,).
        cells: (wards,), the number of each ward's cell; below 0 where it has none.

    Returns:
        The two rates, and the share of the first group's residents who live in the cells compared.
    """
    first, second = (_by_cell(drawn, amounts, group & (cells >= 0), cells) for group in pair)
    is_in_both = (first[1] > 0) & (second[1] > 0)
    weights = np.where(is_in_both, first[1], 0)
    expected = weights * _ratio(second[0], second[1], otherwise=0.0)
    people = weights.sum(axis=1)
    return (
        _ratio(np.where(is_in_both, first[0], 0).sum(axis=1), people),
        _ratio(expected.sum(axis=1), people),
        _ratio(people, drawn.add_up(drawn.residents * pair[0])),
    )


def gap(left: Floats, right: Floats) -> Floats:
    """How far the first rate falls short of the second, as a share of it; nan where that is 0."""
    return 1 - _ratio(left, right)


def interval(values: Floats, shares: tuple[float, float]) -> tuple[float, float]:
    """Quantiles of the draws, the first row left out; nan when no draw has a value."""
    known = values[1:][np.isfinite(values[1:])]
    if not len(known):
        return np.nan, np.nan
    low, high = np.quantile(known, shares)
    return float(low), float(high)


def _caps(drawn: Drawn, rates: Floats, share: float) -> tuple[Ints, Floats]:
    """The wards that may be cut, highest rate first, and the rate to which each draw cuts."""
    lived_in = np.flatnonzero(drawn.residents > 0)
    order = lived_in[np.argsort(-rates[lived_in], kind="stable")]
    cut = share * drawn.add_up((drawn.residents > 0).astype(np.float64))
    for size in (ceil(share * HEADROOM * len(order)), len(order)):
        top = order[:size]
        reached = drawn.times(top).cumsum(axis=1, dtype=np.int32) > cut[:, None]
        if reached.any(axis=1).all():
            break
    return top, rates[top][reached.argmax(axis=1)] if size else cut


def _median(drawn: Drawn, rates: Floats, members: Ints) -> Floats:
    if not len(members):
        return np.full(len(drawn.counts), np.nan)
    order = members[np.argsort(rates[members], kind="stable")]
    twice = 2 * drawn.times(order).cumsum(axis=1, dtype=np.int32)
    half = twice[:, -1:] // 2
    middle = [rates[order][reached.argmax(axis=1)] for reached in (twice >= half, twice > half)]
    return np.where(half[:, 0] > 0, (middle[0] + middle[1]) / 2, np.nan)


def _by_cell(drawn: Drawn, amounts: Floats, members: Members, cells: Ints) -> tuple[Floats, Floats]:
    """Amount and residents of the group in each cell: (1 + draws, cells)."""
    inside = np.flatnonzero(members)
    spread = np.zeros((2, len(cells), int(cells.max(initial=0)) + 1))
    spread[0, inside, cells[inside]] = amounts[inside]
    spread[1, inside, cells[inside]] = drawn.residents[inside]
    return drawn.add_up(spread[0]), drawn.add_up(spread[1])


def _ratio(above: Floats, below: Floats, otherwise: float = np.nan) -> Floats:
    shape = np.broadcast_shapes(above.shape, below.shape)
    return np.divide(above, below, out=np.full(shape, otherwise, dtype=np.float64), where=below > 0)
