"""How long it takes to compare share-outs of a pot, beside plain polars, within one run.

    python -m tests.benchmarks.allocations                    1,000 choices, 33,755 LSOAs

The plain version shares out one choice at a time in a data frame and finds the money moved alone,
one of our five outcomes; both must find the same.
"""

import argparse
import sys
import time

import numpy as np
import polars as pl

from dbt_project.simulation.allocation import Areas, Choice, compare, draw_weights

REFERENCE = Choice((1.0, 0.0, 0.0, 0.0), 1.0, 1.0, 0.0)
LIMIT_SECONDS = 20


def main() -> None:
    """Print seconds and the ratio; fail where results differ or it takes too long."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--areas", type=int, default=33_755)
    parser.add_argument("--choices", type=int, default=1_000)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    areas = made_up(options.areas)
    choices = draw_weights(REFERENCE, options.choices, seed=1)
    began = time.perf_counter()
    ours = compare(areas, REFERENCE, choices, options.threads).moved
    ours_took = time.perf_counter() - began
    began = time.perf_counter()
    plain = plain_moved(areas, choices)
    plain_took = time.perf_counter() - began
    if not np.allclose(ours, plain):
        sys.exit("the plain version finds other sums")
    sys.stdout.write(
        f"{options.choices:,} choices, {options.areas:,} areas: {ours_took:.1f} s, all outcomes; "
        f"plain polars takes {plain_took / ours_took:.1f} times as long for money moved alone\n"
    )
    if ours_took > LIMIT_SECONDS:
        sys.exit(f"more than {LIMIT_SECONDS} s")


def made_up(areas: int) -> Areas:
    """Areas with four measures of need."""
    generator = np.random.default_rng(1)
    people = generator.integers(1_000, 3_000, areas).astype(float)
    needs = generator.gamma(2, 1, (4, areas))
    return Areas(
        people=people,
        needs=needs / ((needs * people).sum(axis=1, keepdims=True) / people.sum()),
        income_deprived=people * generator.random(areas),
        is_left_behind=generator.random(areas) < 0.03,
        districts=np.sort(generator.integers(0, 296, areas)),
        district_count=296,
    )


def plain_moved(areas: Areas, choices: list[Choice]) -> np.ndarray:
    """Half the sum of absolute differences to the reference, one choice after another."""
    frame = pl.DataFrame({"people": areas.people} | {f"n{m}": n for m, n in enumerate(areas.needs)})
    base = pl.col("people") * pl.col("n0")
    moved = []
    for choice in choices:
        need = pl.sum_horizontal(pl.col(f"n{m}") * w for m, w in enumerate(choice.measures))
        given = pl.col("people") * need
        difference = given / given.sum() - base / base.sum()
        moved.append(frame.select(difference.abs().sum() / 2).item())
    return np.array(moved)


if __name__ == "__main__":
    main()
