"""How much an allocation depends on the choices of its formula: methods section 6.

Belongs here: shares of a pot as arrays, floors, and what a share-out comes to. Not here: pennies,
which `macros/allocate.sql` gives, nor columns of tables (`funding`).

Every sum adds in the order of the arrays, and no matrix product is used, so that results do not
depend on threads or on the machine's library.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
BATCH = 16


@dataclass(frozen=True)
class Areas:
    """What is known of the areas that money is shared out to, in order of code.

    Attributes:
        people: (areas,), residents.
        needs: (measures, areas), need per head, each of a mean of 1 over residents.
        income_deprived: (areas,), people.
        is_left_behind: (areas,).
        districts: (areas,), the number of each area's district.
        district_count: how many districts there are.
    """

    people: Floats
    needs: Floats
    income_deprived: Floats
    is_left_behind: NDArray[np.bool_]
    districts: NDArray[np.int64]
    district_count: int


@dataclass(frozen=True)
class Choice:
    """One way of sharing out.

    Attributes:
        measures: weights of the measures of need, which add up to 1.
        need_weight: lambda, the share of the pot by need; the rest is per head.
        gamma: the power to which need is raised.
        floor: the least an area may get, as a multiple of its share per head; at most 1.
        base: the share of the pot that is the same for every area; the rest is as above.
    """

    measures: tuple[float, ...]
    need_weight: float
    gamma: float
    floor: float
    base: float = 0.0


@dataclass(frozen=True)
class Outcomes:
    """What choices come to; a row for each choice.

    Attributes:
        moved: (choices,), share of the pot that goes elsewhere than by the reference.
        kendall: (choices,), tau-a of districts' shares per head against the reference.
        left_behind: (choices,), share of the pot that reaches left-behind areas.
        concentration: (choices,), of money over people from the least to the most in need by
            income; above 0 where it goes more to those in need.
        met: (choices,), pounds per head where the average income-deprived person lives, against
            pounds per head of everyone.
        districts: (choices, districts), share of the pot.
    """

    moved: Floats
    kendall: Floats
    left_behind: Floats
    concentration: Floats
    met: Floats
    districts: Floats


def share_out(areas: Areas, choices: Sequence[Choice]) -> Floats:
    """The share of the pot of each area: (choices, areas), each row adds up to 1."""
    per_head = areas.people / areas.people.sum()
    shares = np.empty((len(choices), len(areas.people)))
    for row, choice in zip(shares, choices, strict=True):
        need = np.zeros_like(per_head)
        for weight, measure in zip(choice.measures, areas.needs, strict=True):
            if weight:
                need += weight * measure
        needed = areas.people * (need if choice.gamma == 1 else need**choice.gamma)
        mixed = (1 - choice.need_weight) * per_head + choice.need_weight * needed / needed.sum()
        row[:] = choice.base / len(per_head) + (1 - choice.base) * mixed
        if choice.floor > 0:
            row[:] = raise_to_floor(row, choice.floor * per_head)
    return shares


def raise_to_floor(shares: Floats, floor: Floats) -> Floats:
    """max(theta * share, floor) with the theta at which the sum stays 1: (areas,).

    Whoever falls below the floor is put at it and the others share the rest, until no one falls
    below: theta only ever falls, so that this ends.
    """
    at_floor = shares < floor
    while not at_floor.all() and floor.sum() < 1:
        theta = (1 - floor[at_floor].sum()) / shares[~at_floor].sum()
        below = at_floor | (theta * shares < floor)
        if (below == at_floor).all():
            raised: Floats = np.where(at_floor, floor, theta * shares)
            return raised
        at_floor = below
    only: Floats = floor / floor.sum()
    return only


def compare(
    areas: Areas, reference: Choice, choices: Sequence[Choice], threads: int = 1
) -> Outcomes:
    """What each choice comes to beside the reference; threads are of no consequence for it."""
    base = share_out(areas, [reference])[0]
    batches = [choices[begin : begin + BATCH] for begin in range(0, len(choices), BATCH)]
    with ThreadPoolExecutor(threads) as pool:
        found = list(pool.map(lambda batch: _outcomes(areas, base, batch), batches))
    return Outcomes(*(np.concatenate(columns) for columns in zip(*found, strict=True)))


def kendall_tau(values: Floats, other: Floats) -> float:
    """Tau-a: pairs in the same order less pairs in the opposite, of all pairs; ties are neither.

    Values that are the same to 12 digits are tied.
    """
    values, other = values.round(12), other.round(12)
    first, second = np.triu_indices(len(values), 1)
    same = np.sign(values[first] - values[second]) * np.sign(other[first] - other[second])
    return float(same.sum() / max(len(first), 1))


def sweep(measures: int, base: float = 0.0) -> Iterator[Choice]:
    """Every combination of the settings of methods section 6, one measure at a time."""
    alone = [tuple(float(n == m) for n in range(measures)) for m in range(measures)]
    for weights in alone:
        for tenths in range(11):
            for gamma in (0.5, 1.0, 2.0):
                for floor in (0.0, 0.9, 1.0):
                    yield Choice(weights, tenths / 10, gamma, floor, base)


def draw_weights(reference: Choice, number: int, seed: int) -> list[Choice]:
    """The same but for weights of the measures, drawn from a flat Dirichlet distribution."""
    generator = np.random.Generator(np.random.PCG64(seed))
    drawn = generator.dirichlet(np.ones(len(reference.measures)), number)
    return [replace(reference, measures=tuple(map(float, row))) for row in drawn]


def _outcomes(areas: Areas, base: Floats, choices: Sequence[Choice]) -> tuple[Floats, ...]:
    shares = share_out(areas, choices)
    order = np.lexsort((np.arange(len(areas.people)), areas.income_deprived / areas.people))
    people = areas.people / areas.people.sum()
    poor = areas.income_deprived / areas.income_deprived.sum()
    place = np.empty_like(people)
    place[order] = np.cumsum(people[order]) - people[order] / 2
    districts = np.array([_by_district(areas, row) for row in shares])
    heads = _by_district(areas, people)
    of_base = _by_district(areas, base) / heads
    return (
        np.abs(shares - base).sum(axis=1) / 2,
        np.array([kendall_tau(row / heads, of_base) for row in districts]),
        shares[:, areas.is_left_behind].sum(axis=1),
        (2 * shares * place).sum(axis=1) - 1,
        (shares * (poor / people)).sum(axis=1),
        districts,
    )


def _by_district(areas: Areas, values: Floats) -> Floats:
    sums = np.bincount(areas.districts, weights=values, minlength=areas.district_count)
    return sums.astype(np.float64)
