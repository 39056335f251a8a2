"""Steps that only LSOAs have: what a walk reaches, and the rural index.

Belongs here: telling them and recomputing them. Not here: the index of need (`recompute`).
"""

from collections.abc import Iterator

import duckdb
import polars as pl

from catalog.model import Strict
from catalog.release import Release
from catalog.steps import Difference, Row, Step, amount, percent, unlike, yes

WALK = "within_800_m_walk_detour_1_3"
DETOUR = 1.3
COMPONENTS = ("core", "access", "cost")


class Part(Strict):
    """A step, and what of it does not follow."""

    step: Step
    differences: list[Difference]


def access_step(
    connection: duckdb.DuckDBPyConnection, release: Release, code: str
) -> Iterator[Part]:
    """What a walk of 800 metres reaches from an LSOA; nothing for other areas."""
    if release.dataset("access_20_minutes") is None:
        return
    rows = _rows(connection, "access_20_minutes", code)
    reached = rows.filter(pl.col("weight") > 0).sort("category")
    scored = _rows(connection, "access_scores", code).filter(basket="held")
    if reached.is_empty() or scored.is_empty():
        return
    known = reached.drop_nulls(WALK)
    weight = float(known["weight"].cast(pl.Float64).sum())
    inside = float(known.filter(WALK)["weight"].cast(pl.Float64).sum())
    score = scored.row(0, named=True)[f"score_{WALK}"]
    step = Step(
        title="Within a walk of 800 metres",
        text=[
            f"From where its people live, a walk is the straight line times {DETOUR}. The score is "
            "the weight of what is reached over the weight of what is known: "
            f"{amount(inside)} ÷ {amount(weight)} = {percent(score)}."
        ],
        header=["category", "straight line, metres", "walk, metres", "reached", "weight"],
        rows=[_access_row(row) for row in reached.iter_rows(named=True)],
    )
    found = [*unlike("score of access", score, inside / weight if weight else None)]
    yield Part(step=step, differences=[*found, *_walks(reached)])


def _access_row(row: Row) -> list[str]:
    reached = row[WALK]
    return [
        str(row["category"]),
        amount(row["nearest_straight_line_metres"]),
        amount(row["nearest_walk_metres_detour_1_3"]),
        f"not known ({row['status']})" if reached is None else yes(reached),
        amount(row["weight"]),
    ]


def _walks(reached: pl.DataFrame) -> Iterator[Difference]:
    for row in reached.drop_nulls("nearest_walk_metres_detour_1_3").iter_rows(named=True):
        walk, line = row["nearest_walk_metres_detour_1_3"], row["nearest_straight_line_metres"]
        # Both are published in whole metres.
        if abs(walk - DETOUR * line) > 1 + DETOUR / 2:
            yield from unlike(f"walk to {row['category']}", walk, DETOUR * line)


def rural_step(
    connection: duckdb.DuckDBPyConnection, release: Release, code: str
) -> Iterator[Part]:
    """The rural index of a rural LSOA; nothing for other areas."""
    if release.dataset("rural_index_parameters") is None:
        return
    rows = _rows(connection, "rural_pockets", code).filter(area_type="lsoa_2021")
    if rows.is_empty():
        return
    row = rows.row(0, named=True)
    text = [
        f"It is rural ({row['rural_urban_2021_name']}): rank {amount(row['rural_rank'])} by IMD "
        f"2025 among rural LSOAs, {amount(row['imd_rank'])} in all of England (decile "
        f"{row['imd_decile']}). {amount(row['income_deprived_count'])} of "
        f"{amount(row['population_count'])} people are in income deprivation "
        f"({percent(row['income_deprived_share'])}).",
        f"Overlooked by the worst deciles: {yes(row['is_overlooked'])}. Pockets of need among its "
        f"output areas: {_pockets(row['pocket_count'])}.",
    ]
    weights = _component_weights(connection)
    step = Step(title="In the countryside", text=[*text, *_rural_index(row, weights)])
    yield Part(step=step, differences=[*_rural_differences(row, weights)])


def _component_weights(connection: duckdb.DuckDBPyConnection) -> dict[str, float]:
    parameters = connection.table("rural_index_parameters").pl()
    weights = dict(parameters.select("component", "component_weight").iter_rows())
    return {name: float(weights[name]) for name in COMPONENTS}


def _pockets(count: object) -> str:
    return "not known, for no census of output areas is held" if count is None else amount(count)


def _rural_index(row: Row, weights: dict[str, float]) -> Iterator[str]:
    if row["rural_index_score"] is None:
        return
    parts = " + ".join(f"{w} × {float(row[f'{n}_score']):.4f}" for n, w in weights.items())
    yield (
        f"Rural index (core, access, cost): {parts} = {float(row['rural_index_score']):.4f}, "
        f"rank {amount(row['rural_index_rank'])}; 9 of 10 draws of the weights give ranks between "
        f"{amount(row['rural_index_rank_low'])} and {amount(row['rural_index_rank_high'])}."
    )


def _rural_differences(row: Row, weights: dict[str, float]) -> Iterator[Difference]:
    if row["rural_index_score"] is not None:
        total = sum(w * float(row[f"{name}_score"]) for name, w in weights.items())
        yield from unlike("rural index", row["rural_index_score"], total)


def _rows(connection: duckdb.DuckDBPyConnection, dataset: str, code: str) -> pl.DataFrame:
    is_area = duckdb.ColumnExpression("area_code") == duckdb.ConstantExpression(code)
    return connection.table(dataset).filter(is_area).pl()
