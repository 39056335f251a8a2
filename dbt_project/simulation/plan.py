"""Which choices each draw makes: weights, normalisation, the indicator left out, seeds of errors.

Belongs here: drawing choices from their priors, and swapping them between draws. Not here: what
follows from a choice (`draws`).
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

NORMALISATIONS = ("exponential", "linear", "z_score")
NONE_DROPPED = -1

# The inputs whose influence is measured, and the parts of a plan that each of them is.
FACTORS = {
    "weights": ("indicator_weights", "domain_weights"),
    "normalisation": ("normalisation",),
    "drop_one_indicator": ("dropped",),
    "imputation_and_sampling": ("error_stream",),
}


@dataclass(frozen=True)
class Priors:
    """How widely the choices vary: the seed `param_simulation`.

    Attributes:
        concentration: of the Dirichlet weights; the higher, the closer to the default weights.
        normalisation_shares: how often each of `NORMALISATIONS` is drawn; need not sum to 1.
        drop_one_share: share of draws in which one indicator is left out.
        seed: of every random number.
    """

    concentration: float
    normalisation_shares: tuple[float, ...]
    drop_one_share: float
    seed: int


@dataclass(frozen=True)
class Weighting:
    """The default weights of an index.

    Attributes:
        domain_of: (indicators,), the number of each indicator's domain.
        indicator_weights: (indicators,), positive; only their proportions within a domain matter.
        domain_weights: (domains,), positive; only their proportions matter.
    """

    domain_of: NDArray[np.int64]
    indicator_weights: NDArray[np.float64]
    domain_weights: NDArray[np.float64]

    def members(self, domain: int) -> NDArray[np.int64]:
        """Numbers of the indicators of a domain."""
        return np.flatnonzero(self.domain_of == domain)


@dataclass(frozen=True)
class Plan:
    """The choices of each draw.

    Attributes:
        indicator_weights: (draws, indicators), summing to 1 within each domain.
        domain_weights: (draws, domains), summing to 1.
        normalisation: (draws,), numbers of `NORMALISATIONS`.
        dropped: (draws,), the indicator left out, or `NONE_DROPPED`.
        boundary: (draws,), 0 or 1: by which of two boundary methods deprivation is read.
        error_stream: (draws,), the numbers of the independent streams that give errors.
    """

    indicator_weights: NDArray[np.float64]
    domain_weights: NDArray[np.float64]
    normalisation: NDArray[np.int64]
    dropped: NDArray[np.int64]
    boundary: NDArray[np.int64]
    error_stream: NDArray[np.int64]

    def __len__(self) -> int:
        """The number of draws."""
        return len(self.dropped)

    def part(self, begin: int, end: int) -> "Plan":
        """The draws from `begin` up to, without, `end`."""
        return Plan(**{name: values[begin:end] for name, values in vars(self).items()})

    def swapped(self, other: "Plan", factor: str) -> "Plan":
        """This plan with one of `FACTORS` taken from another plan of as many draws."""
        return replace(self, **{name: getattr(other, name) for name in FACTORS[factor]})


def draw_plan(weighting: Weighting, priors: Priors, draws: int) -> Plan:
    """Draw all choices from their priors.

    Each kind of choice has its own stream of random numbers, so that a change to one prior changes
    none of the other choices.

    Returns:
        A plan of `draws` draws; the first draws of a longer plan are not those of a shorter one.
    """
    spawned = np.random.SeedSequence(priors.seed).spawn(5)
    weights, domains, normalisations, drops, boundaries = map(np.random.default_rng, spawned)
    shares = np.asarray(priors.normalisation_shares, dtype=float)
    return Plan(
        indicator_weights=_indicator_weights(weighting, priors.concentration, draws, weights),
        domain_weights=draw_weights(weighting.domain_weights, priors.concentration, draws, domains),
        normalisation=normalisations.choice(len(shares), draws, p=shares / shares.sum()),
        dropped=_dropped(weighting, priors.drop_one_share, draws, drops),
        boundary=boundaries.integers(2, size=draws),
        error_stream=np.arange(draws),
    )


def default_plan(weighting: Weighting) -> Plan:
    """The one draw that makes every choice as the published index does (its errors aside)."""
    weights = np.zeros((1, len(weighting.domain_of)))
    for domain in range(len(weighting.domain_weights)):
        members = weighting.members(domain)
        weights[0, members] = _shares(weighting.indicator_weights[members])
    return Plan(
        indicator_weights=weights,
        domain_weights=_shares(weighting.domain_weights)[None, :],
        normalisation=np.zeros(1, dtype=np.int64),
        dropped=np.full(1, NONE_DROPPED),
        boundary=np.zeros(1, dtype=np.int64),
        error_stream=np.zeros(1, dtype=np.int64),
    )


def draw_weights(
    default: NDArray[np.float64],
    concentration: float,
    draws: int,
    generator: np.random.Generator,
) -> NDArray[np.float64]:
    """Weights from Dirichlet(concentration · K · w), K of them, around the default shares w.

    Returns:
        (draws, K), positive, summing to 1.
    """
    return generator.dirichlet(concentration * len(default) * _shares(default), draws)


def remaining_weights(plan: Plan, weighting: Weighting) -> NDArray[np.float64]:
    """Indicator weights after the dropped one is gone and the rest of its domain scaled up.

    Returns:
        (draws, indicators), summing to 1 within each domain.
    """
    weights = plan.indicator_weights.copy()
    rows = np.flatnonzero(plan.dropped != NONE_DROPPED)
    weights[rows, plan.dropped[rows]] = 0
    for domain in range(len(weighting.domain_weights)):
        members = weighting.members(domain)
        weights[:, members] /= weights[:, members].sum(axis=1, keepdims=True)
    return weights


def _indicator_weights(
    weighting: Weighting, concentration: float, draws: int, generator: np.random.Generator
) -> NDArray[np.float64]:
    weights = np.empty((draws, len(weighting.domain_of)))
    for domain in range(len(weighting.domain_weights)):
        members = weighting.members(domain)
        default = weighting.indicator_weights[members]
        weights[:, members] = draw_weights(default, concentration, draws, generator)
    return weights


def _dropped(
    weighting: Weighting, share: float, draws: int, generator: np.random.Generator
) -> NDArray[np.int64]:
    """An indicator of those whose domain has others, each equally likely, in a share of draws."""
    sizes = np.bincount(weighting.domain_of)
    droppable = np.flatnonzero(sizes[weighting.domain_of] > 1)
    happens = generator.random(draws) < share
    if not len(droppable):
        return np.full(draws, NONE_DROPPED)
    return np.where(happens, generator.choice(droppable, draws), NONE_DROPPED)


def _shares(weights: NDArray[np.float64]) -> NDArray[np.float64]:
    shares: NDArray[np.float64] = weights / weights.sum()
    return shares
