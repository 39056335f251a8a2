"""Draws of an index: order and ties, what changes nothing, what the draws say, Sobol' indices."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from dbt_project.simulation import sobol
from dbt_project.simulation.draws import (
    Measured,
    Published,
    outputs_by_draw,
    rank_by_default,
    rank_draws,
    summarise,
)
from dbt_project.simulation.plan import (
    NONE_DROPPED,
    Plan,
    Priors,
    Weighting,
    draw_plan,
    remaining_weights,
)
from dbt_project.simulation.ranking import (
    exponential_scores,
    linear_scores,
    order_by_score,
    rank_scores,
)

PRIORS = Priors(concentration=10, normalisation_shares=(1, 1, 1), drop_one_share=0.5, seed=7)
EXACT = Priors(concentration=1e9, normalisation_shares=(1, 0, 0), drop_one_share=0, seed=7)
INDICATORS = 7
WEIGHTING = Weighting(np.array([0, 0, 0, 1, 1, 2, 2]), np.ones(INDICATORS), np.ones(3))
SCORES = st.floats(-5, 5, width=32)


def tables(areas: int = 40) -> st.SearchStrategy[np.ndarray]:
    return arrays(np.float32, (INDICATORS, areas), elements=SCORES)


def measured(scores: np.ndarray, error: float = 0.2, weighting: Weighting = WEIGHTING) -> Measured:
    return Measured(scores, np.full_like(scores, error**2), weighting)


def some_scores(areas: int, seed: int = 1) -> np.ndarray:
    generator = np.random.default_rng(seed)
    common = generator.standard_normal(areas)
    own = generator.standard_normal((INDICATORS, areas))
    return (0.6 * common + 0.8 * own).astype(np.float32)


@given(arrays(np.float32, (3, 40), elements=SCORES))
def test_ranks_are_a_permutation_with_ties_in_order_of_area(scores: np.ndarray) -> None:
    ranks = rank_scores(scores)
    expected = np.argsort(np.argsort(-scores, axis=1, kind="stable"), axis=1, kind="stable") + 1
    assert ranks.tolist() == expected.tolist()
    assert (np.sort(ranks, axis=1) == np.arange(1, 41)).all()


def test_zero_and_minus_zero_are_a_tie() -> None:
    assert order_by_score(np.array([[-0.0, 0.0, -0.0]], dtype=np.float32)).tolist() == [[0, 1, 2]]


@pytest.mark.parametrize("bad", [math.nan, math.inf])
def test_a_score_that_is_not_finite_is_refused(bad: float) -> None:
    with pytest.raises(ValueError, match="no rank"):
        rank_scores(np.array([[1.0, bad]], dtype=np.float32))


def test_more_areas_than_sixteen_bits_count_are_refused() -> None:
    with pytest.raises(ValueError, match="16 bits"):
        rank_scores(np.zeros((1, 70_000), dtype=np.float32))


def test_the_exponential_transformation_is_that_of_the_published_index() -> None:
    """Methods 1.2: mean 21.696 over 7,433 wards, 100 at the top, a tenth over 50."""
    worth = exponential_scores(7433)
    assert worth[0] == pytest.approx(100)
    assert worth.mean() == pytest.approx(21.696, abs=0.01)
    assert (worth > 50).mean() == pytest.approx(0.1, abs=0.003)
    assert linear_scores(4).tolist() == [1, 0.75, 0.5, 0.25]


def test_without_errors_or_choices_every_draw_is_the_default() -> None:
    # Unequal, since equal weights make ties of areas whose ranks by domain are each other's.
    weighting = Weighting(WEIGHTING.domain_of, WEIGHTING.indicator_weights, np.array([1, 1.1, 1.3]))
    exact = measured(some_scores(50), error=0, weighting=weighting)
    plan = draw_plan(weighting, EXACT, 20)
    assert (rank_draws(exact, plan, seed=7) == rank_by_default(exact)).all()


def test_the_default_is_the_equal_sum_of_transformed_domain_ranks() -> None:
    scores = some_scores(60).astype(float)
    total = np.zeros(60)
    for members in ([0, 1, 2], [3, 4], [5, 6]):
        rank = np.argsort(np.argsort(-scores[members].mean(axis=0))) + 1
        share = (60 + 1 - rank) / 60
        total += -23 * np.log(1 - share * (1 - np.exp(-100 / 23)))
    expected = np.argsort(np.argsort(-total, kind="stable"), kind="stable") + 1
    assert rank_by_default(measured(some_scores(60))).tolist() == expected.tolist()


@pytest.mark.parametrize("threads", [2, 3])
def test_the_number_of_threads_is_of_no_consequence(threads: int) -> None:
    areas = measured(some_scores(300))
    plan = draw_plan(WEIGHTING, PRIORS, 400)
    one, more = (rank_draws(areas, plan, 7, n) for n in (1, threads))
    assert one.tobytes() == more.tobytes()
    published = Published(rank_by_default(areas), 30)
    summaries = [summarise(one, published, plan.boundary, (0.05, 0.95), n) for n in (1, threads)]
    for name in vars(summaries[0]):
        assert (getattr(summaries[0], name) == getattr(summaries[1], name)).all()


def test_a_draw_is_the_same_whatever_other_draws_are_made_with_it() -> None:
    areas = measured(some_scores(300))
    plan = draw_plan(WEIGHTING, PRIORS, 300)
    whole, middle = rank_draws(areas, plan, 7), rank_draws(areas, plan.part(100, 150), 7)
    assert (whole[100:150] == middle).all()


@given(tables(), st.floats(0.01, 100))
def test_rescaled_weights_change_nothing(scores: np.ndarray, factor: float) -> None:
    rescaled = Weighting(
        WEIGHTING.domain_of, WEIGHTING.indicator_weights * factor, WEIGHTING.domain_weights * factor
    )
    plan, again = (draw_plan(weighting, PRIORS, 10) for weighting in (WEIGHTING, rescaled))
    assert np.allclose(plan.indicator_weights, again.indicator_weights, rtol=1e-9)
    assert np.allclose(plan.domain_weights, again.domain_weights, rtol=1e-9)
    assert (
        rank_by_default(measured(scores)) == rank_by_default(measured(scores, weighting=rescaled))
    ).all()


@given(st.permutations(range(40)))
def test_the_order_of_areas_is_of_no_consequence(order: list[int]) -> None:
    scores, plan = some_scores(40), draw_plan(WEIGHTING, PRIORS, 30)
    straight = rank_draws(measured(scores, error=0), plan, 7)
    shuffled = rank_draws(measured(np.ascontiguousarray(scores[:, order]), error=0), plan, 7)
    assert (straight[:, order] == shuffled).all()


@given(tables(), st.integers(0, INDICATORS - 1), st.integers(0, 39), st.floats(0, 3, width=32))
def test_more_need_in_one_indicator_never_makes_a_rank_better(
    scores: np.ndarray, indicator: int, area: int, more: float
) -> None:
    plan = draw_plan(WEIGHTING, PRIORS, 10)
    ranked = plan.normalisation != 2  # a larger spread may turn a z-score either way
    before = rank_draws(measured(scores, error=0), plan, 7)[ranked, area]
    worse = scores.copy()
    worse[indicator, area] += more
    after = rank_draws(measured(worse, error=0), plan, 7)[ranked, area]
    assert (after <= before).all()


def test_weights_are_shares_and_a_dropped_indicator_has_none() -> None:
    plan = draw_plan(WEIGHTING, PRIORS, 500)
    weights = remaining_weights(plan, WEIGHTING)
    dropped = np.flatnonzero(plan.dropped != NONE_DROPPED)
    assert 200 < len(dropped) < 300
    assert (weights[dropped, plan.dropped[dropped]] == 0).all()
    for domain in range(3):
        assert np.allclose(weights[:, WEIGHTING.members(domain)].sum(axis=1), 1)
    assert np.allclose(plan.domain_weights.sum(axis=1), 1)
    assert np.allclose(plan.domain_weights.mean(axis=0), 1 / 3, atol=0.02)


def test_the_only_indicator_of_a_domain_is_never_dropped() -> None:
    alone = Weighting(np.array([0, 1, 1]), np.ones(3), np.ones(2))
    assert not (draw_plan(alone, PRIORS, 500).dropped == 0).any()


def test_an_interval_holds_ranks_that_occurred() -> None:
    """Of ranks 1 ... 100 in 100 draws, 5 % do not exceed 5 and 95 % do not exceed 95."""
    areas = 1000
    ranks = np.tile(np.arange(1, areas + 1, dtype=np.uint16), (100, 1))
    ranks[:, 0] = np.random.default_rng(1).permutation(np.arange(1, 101))
    boundary = np.repeat([0, 1], 50)
    found = summarise(ranks, Published(np.arange(1, areas + 1), 100), boundary, (0.05, 0.95))
    assert (found.rank_low[0], found.rank_median[0], found.rank_high[0]) == (5, 50, 95)
    assert found.worst_tenth.sum(axis=0)[:101].tolist() == [100] * 100 + [0]
    assert found.rank_shift[0] == sum(range(100))


def test_what_a_draw_changes_is_counted_against_the_default() -> None:
    default = np.arange(1, 41)
    ranks = np.stack([default, default[::-1]])
    found = outputs_by_draw(ranks, Published(default, worst=4))
    assert found["worst_tenth_changed_share"].tolist() == [[0], [1]]
    assert found["mean_absolute_rank_shift"].tolist() == [[0], [20]]


def ishigami(points: np.ndarray) -> np.ndarray:
    one, two, three = points.T
    return (np.sin(one) + 7 * np.sin(two) ** 2 + 0.1 * three**4 * np.sin(one))[:, None]


def sobol_design(samples: int) -> tuple[np.ndarray, np.ndarray, dict[str, np.ndarray]]:
    """The function of Ishigami and Homma at both samples, and with each input swapped."""
    generator = np.random.default_rng(1)
    base, other = generator.uniform(-math.pi, math.pi, (2, samples, 3))
    swapped = {}
    for number in range(3):
        mixed = base.copy()
        mixed[:, number] = other[:, number]
        swapped[str(number)] = ishigami(mixed)
    return ishigami(base), ishigami(other), swapped


VARIANCE = 7**2 / 8 + 0.1 * math.pi**4 / 5 + 0.01 * math.pi**8 / 18 + 1 / 2
ALONE = [(1 + 0.1 * math.pi**4 / 5) ** 2 / 2, 7**2 / 8, 0]
THIRD_WITH_FIRST = 0.01 * math.pi**8 * (1 / 18 - 1 / 50)
TOTAL = [ALONE[0] + THIRD_WITH_FIRST, ALONE[1], THIRD_WITH_FIRST]


def test_sobol_indices_of_the_ishigami_function_are_the_analytic_ones() -> None:
    base, other, swapped = sobol_design(100_000)
    found = sobol.effects(base, other, swapped, seed=1, resamples=10).values()
    first = [part / VARIANCE for part in ALONE]
    total = [part / VARIANCE for part in TOTAL]
    assert [effect.first_order for effect in found] == pytest.approx(first, abs=0.01)
    assert [effect.total for effect in found] == pytest.approx(total, abs=0.01)


def test_the_interval_of_a_sobol_index_holds_the_analytic_one() -> None:
    base, other, swapped = sobol_design(1000)
    for effect, alone, total in zip(
        sobol.effects(base, other, swapped, seed=1).values(), ALONE, TOTAL, strict=True
    ):
        low, high = effect.first_order_interval
        assert low - 0.05 < alone / VARIANCE < high + 0.05
        assert high - low < 0.3
        assert effect.total_interval[0] < total / VARIANCE < effect.total_interval[1]


def test_several_numbers_count_with_the_sum_of_their_variances() -> None:
    base, other, swapped = sobol_design(500)
    twice = [np.hstack([values, values]) for values in (base, other, swapped["0"])]
    alone = sobol.effects(base, other, {"0": swapped["0"]}, seed=1)
    assert sobol.effects(twice[0], twice[1], {"0": twice[2]}, seed=1) == alone


def test_a_result_that_never_varies_has_no_influences() -> None:
    same = np.ones((10, 1))
    found = sobol.effects(same, same, {"any": same}, seed=1)["any"]
    assert (found.first_order, found.total) == (0, 0)


def test_swapping_a_factor_leaves_the_others() -> None:
    one, other = (
        draw_plan(WEIGHTING, PRIORS, 20).part(0, 10),
        draw_plan(WEIGHTING, PRIORS, 20).part(10, 20),
    )
    mixed = one.swapped(other, "weights")
    assert isinstance(mixed, Plan)
    assert (mixed.domain_weights == other.domain_weights).all()
    assert (mixed.dropped == one.dropped).all()
    assert (mixed.error_stream == one.error_stream).all()
