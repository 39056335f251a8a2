"""How fast the nearest place of each kind is found, beside scipy's tree and plain pandas.

    python -m tests.benchmarks.nearest                180,000 origins, 500,000 places, 12 kinds
    python -m tests.benchmarks.nearest --share 0.1    a tenth of both

All three get the same made-up origins and places, clustered as towns are, half of the places of one
kind. "ours" is the macro `nearest_place` as dbt runs it; scipy builds a tree for each kind and asks
it for distances only; pandas cuts the ground into cells as we do and joins them. All answers have
to be equal. Times are of this process's CPUs and of the clock.
"""

import argparse
import time
from collections.abc import Callable

import duckdb
import numpy as np
import pandas as pd
from rich.console import Console
from rich.table import Table
from scipy.spatial import cKDTree

from tests.unit.test_nearest import nearest_place_sql

ORIGINS, PLACES = 180_000, 500_000
SHARES = (0.5, 0.1, 0.08, 0.06, 0.05, 0.05, 0.04, 0.04, 0.03, 0.03, 0.01, 0.01)
TOWNS, FINEST_METRES, LEVELS = 3_000, 500, 13


def main() -> None:
    """Measure the three, refuse different answers, print a table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--share", type=float, default=1.0)
    origins, places = _draw(parser.parse_args().share)
    ways = {"ours (DuckDB)": _ours, "scipy cKDTree": _tree, "pandas": _pandas}
    table = Table("way", "CPU seconds", "seconds", "searches a second")
    answers = {}
    for name, way in ways.items():
        answers[name], cpu, clock = _timed(way, origins, places)
        speed = f"{len(answers[name]) / cpu:,.0f}"
        table.add_row(name, f"{cpu:.1f}", f"{clock:.1f}", speed)
    for name, answer in answers.items():
        if not np.array_equal(answer, answers["ours (DuckDB)"]):
            raise SystemExit(f"{name} finds other distances than ours")
    Console().print(table)


def _draw(share: float) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Origins and places about the same towns, in whole metres."""
    random = np.random.default_rng(2026)
    towns = random.integers([100_000, 20_000], [640_000, 640_000], (TOWNS, 2))
    sizes = random.pareto(1.1, TOWNS) + 1
    drawn = [
        pd.DataFrame(
            towns[random.choice(TOWNS, count, p=sizes / sizes.sum())]
            + random.normal(0, 4_000, (count, 2)).round().astype(np.int64),
            columns=["easting", "northing"],
        ).clip(lower=0)
        for count in (int(ORIGINS * share), int(PLACES * share))
    ]
    origins = drawn[0].assign(origin_id=[f"o{n:06d}" for n in range(len(drawn[0]))])
    kind = random.choice(len(SHARES), len(drawn[1]), p=SHARES)
    numbers = [f"p{n:06d}" for n in range(len(drawn[1]))]
    return origins, drawn[1].assign(kind=kind, place_id=numbers)


def _timed(
    way: Callable[[pd.DataFrame, pd.DataFrame], np.ndarray],
    origins: pd.DataFrame,
    places: pd.DataFrame,
) -> tuple[np.ndarray, float, float]:
    cpu, clock = time.process_time(), time.perf_counter()
    answer = way(origins, places)
    return answer, time.process_time() - cpu, time.perf_counter() - clock


def _ours(origins: pd.DataFrame, places: pd.DataFrame) -> np.ndarray:
    """Squared metres in order of kind and origin."""
    with duckdb.connect(config={"threads": 2}) as connection:
        connection.register("drawn_origins", origins)
        connection.register("drawn_places", places)
        connection.execute(
            "create table places as select place_id, kind::varchar as category, easting, northing "
            "from drawn_places"
        )
        connection.execute(
            "create table searches as select origin_id, category, easting, northing, "
            "null::bigint as farthest_metres from drawn_origins "
            "cross join (select distinct category from places)"
        )
        connection.execute(f"create table nearest as select * from {nearest_place_sql()}")
        found = connection.execute(
            "select squared_metres from nearest order by category::integer, origin_id"
        )
        return found.fetchnumpy()["squared_metres"]


def _tree(origins: pd.DataFrame, places: pd.DataFrame) -> np.ndarray:
    spots = origins[["easting", "northing"]].to_numpy()
    found = []
    for _, group in places.groupby("kind"):
        there = group[["easting", "northing"]].to_numpy()
        _, number = cKDTree(there).query(spots)
        found.append(((there[number] - spots) ** 2).sum(axis=1))
    return np.concatenate(found)


def _pandas(origins: pd.DataFrame, places: pd.DataFrame) -> np.ndarray:
    return np.concatenate([_nearest(origins, group) for _, group in places.groupby("kind")])


def _nearest(origins: pd.DataFrame, places: pd.DataFrame) -> np.ndarray:
    """Squared metres for one kind: cells of twice the side each time, till all are settled."""
    answer = np.zeros(len(origins), dtype=np.int64)
    left = origins[["easting", "northing"]].assign(number=np.arange(len(origins)))
    for level in range(LEVELS):
        side = FINEST_METRES * 2**level
        squared = _in_nine_cells(left, places, side)
        settled = squared[squared <= side**2]
        answer[settled.index] = settled
        left = left[~left["number"].isin(settled.index)]
        if left.empty:
            break
    return answer


def _in_nine_cells(left: pd.DataFrame, places: pd.DataFrame, side: int) -> "pd.Series[int]":
    """Least squared metres to a place in the origin's cell or one around it, by its number."""
    seen = places.assign(column=places["easting"] // side, row=places["northing"] // side)
    least = []
    for east in (-1, 0, 1):
        for north in (-1, 0, 1):
            cells = left.assign(
                column=left["easting"] // side + east, row=left["northing"] // side + north
            )
            both = cells.merge(seen, on=["column", "row"], suffixes=("", "_there"))
            apart = (both["easting"] - both["easting_there"]) ** 2 + (
                both["northing"] - both["northing_there"]
            ) ** 2
            least.append(apart.groupby(both["number"]).min())
    return pd.concat(least).groupby(level=0).min()


if __name__ == "__main__":
    main()
