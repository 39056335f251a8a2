"""From dbt's tables to arrays of fair funding and back.

Belongs here: names of columns, which settings are compared. Not here: arithmetic (`allocation`).
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa
from duckdb import DuckDBPyConnection, DuckDBPyRelation

from dbt_project.simulation.allocation import (
    Areas,
    Choice,
    Floats,
    Outcomes,
    compare,
    draw_weights,
    sweep,
)

MEASURES = ("imd", "income_deprived", "community_need", "imd_and_community_need")
OUTPUTS = {
    "moved": "moved_share",
    "kendall": "kendall_tau",
    "left_behind": "left_behind_share",
    "concentration": "concentration_index",
    "met": "per_head_of_income_deprived_ratio",
}
SENSITIVITY = pa.schema(
    {
        "scenario_id": pa.string(),
        "output": pa.string(),
        "area_code": pa.string(),
        "factor": pa.string(),
        "setting": pa.string(),
        "reference_value": pa.float64(),
        "value_low": pa.float64(),
        "value": pa.float64(),
        "value_high": pa.float64(),
        "choices_count": pa.int64(),
    }
)
DIGITS = 9


def measure_sensitivity(
    session: DuckDBPyConnection,
    areas: DuckDBPyRelation,
    scenarios: DuckDBPyRelation,
    parameters: DuckDBPyRelation,
) -> pa.Table:
    """How the swept scenarios depend on their choices.

    Args:
        session: the connection; as many threads are used as it may use.
        areas: scenario_id, area_code, district_2024_code, people, income_deprived_people,
            is_left_behind, and a column for each of `MEASURES`.
        scenarios: scenario_id, need_measure, need_weight, gamma and base_share (of the pot, over
            all areas) of the swept scenarios.
        parameters: parameter, value: draws, seed, interval_low, interval_high.

    Returns:
        A row for each scenario, output, factor and setting; of districts one for each district.
    """
    settings = {
        name: float(value) for name, value in parameters.project("parameter, value").fetchall()
    }
    (threads,) = session.sql("select current_setting('threads')").fetchall()[0]
    rows: list[dict[str, object]] = []
    for scenario in scenarios.order("scenario_id").fetchall():
        of_scenario = areas.filter(f"scenario_id = '{scenario[0]}'").order("area_code")
        held, names = _areas(of_scenario.fetchnumpy())
        found = _rows(held, names, _reference(*scenario[1:]), settings, int(threads))
        rows += [{"scenario_id": scenario[0], **row} for row in found]
    return pa.Table.from_pylist(rows, schema=SENSITIVITY)


def _areas(columns: Mapping[str, Any]) -> tuple[Areas, list[str]]:
    def numbers(name: str) -> Floats:
        return np.ma.getdata(columns[name]).astype(np.float64)

    names, districts = np.unique(columns["district_2024_code"].astype(str), return_inverse=True)
    people = numbers("people")
    needs = np.array([numbers(measure) for measure in MEASURES])
    areas = Areas(
        people=people,
        needs=needs / ((needs * people).sum(axis=1, keepdims=True) / people.sum()),
        income_deprived=numbers("income_deprived_people"),
        is_left_behind=np.ma.getdata(columns["is_left_behind"]).astype(bool),
        districts=districts.astype(np.int64),
        district_count=len(names),
    )
    return areas, list(map(str, names))


def _reference(need_measure: str, need_weight: float, gamma: float, base_share: float) -> Choice:
    alone = tuple(float(measure == need_measure) for measure in MEASURES)
    return Choice(alone, float(need_weight), float(gamma), 0.0, float(base_share))


def _rows(
    areas: Areas, names: list[str], reference: Choice, settings: Mapping[str, float], threads: int
) -> Iterator[dict[str, object]]:
    base = compare(areas, reference, [reference])
    alone = list(_one_at_a_time(reference))
    outcomes = compare(areas, reference, [choice for _, _, choice in alone], threads)
    for number, (factor, setting, _) in enumerate(alone):
        for field, output in OUTPUTS.items():
            value = getattr(outcomes, field)[number]
            yield _row(output, factor, setting, getattr(base, field)[0], value)
    drawn = draw_weights(reference, int(settings["draws"]), int(settings["seed"]))
    every = list(sweep(len(MEASURES), reference.base))
    for factor, choices in (("measure_weights", drawn), ("all_choices", every)):
        found = compare(areas, reference, choices, threads)
        yield from _intervals(factor, base, found, names, settings)


def _one_at_a_time(reference: Choice) -> Iterator[tuple[str, str, Choice]]:
    """Each setting of each factor alone, the other choices as in the scenario."""
    for tenths in range(11):
        yield "need_weight", f"{tenths / 10:.1f}", replace(reference, need_weight=tenths / 10)
    for gamma in (0.5, 1.0, 2.0):
        yield "gamma", f"{gamma:.1f}", replace(reference, gamma=gamma)
    for floor in (0.0, 0.9, 1.0):
        yield "floor", f"{floor:.1f}", replace(reference, floor=floor)
    for measure in MEASURES:
        alone = tuple(float(other == measure) for other in MEASURES)
        yield "need_measure", measure, replace(reference, measures=alone)


def _intervals(
    factor: str, base: Outcomes, found: Outcomes, names: list[str], settings: Mapping[str, float]
) -> Iterator[dict[str, object]]:
    shares = (settings["interval_low"], 0.5, settings["interval_high"])
    for field, output in OUTPUTS.items():
        values = getattr(found, field)
        row = _row(output, factor, "varied", getattr(base, field)[0], 0.0)
        yield row | _spread(values, shares)
    for number, name in enumerate(names):
        row = _row("district_share", factor, "varied", base.districts[0, number], 0.0)
        yield row | {"area_code": name} | _spread(found.districts[:, number], shares)


def _spread(values: Floats, shares: tuple[float, float, float]) -> dict[str, object]:
    """Quantiles that occurred: the smallest value that at least a share of them do not exceed."""
    places = [max(int(np.ceil(round(share * len(values), 6))) - 1, 0) for share in shares]
    low, median, high = (_rounded(value) for value in np.sort(values)[places])
    return {
        "value_low": low,
        "value": median,
        "value_high": high,
        "choices_count": len(values),
    }


def _row(
    output: str, factor: str, setting: str, reference: float, value: float
) -> dict[str, object]:
    return {
        "output": output,
        "area_code": "England",
        "factor": factor,
        "setting": setting,
        "reference_value": _rounded(reference),
        "value_low": None,
        "value": _rounded(value),
        "value_high": None,
        "choices_count": 1,
    }


def _rounded(value: float) -> float:
    """To `DIGITS`, and never the zero that has a sign."""
    return round(float(value), DIGITS) + 0.0
