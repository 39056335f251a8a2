"""From dbt's table of councils to estimates of what they sold, and back.

Belongs here: names of columns and parameters, and which totals are made. Not here: the arithmetic
(`survey`).
"""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pyarrow as pa
from duckdb import DuckDBPyRelation
from numpy.typing import NDArray

from dbt_project.simulation import survey

ESTIMATES = pa.schema(
    {
        "financial_year": pa.string(),
        "scope": pa.string(),
        "area_code": pa.string(),
        "method": pa.string(),
        "council_count": pa.int64(),
        "answered_count": pa.int64(),
        "asset_count": pa.float64(),
        "asset_count_low": pa.float64(),
        "asset_count_high": pa.float64(),
        "bound_low": pa.float64(),
        "bound_high": pa.float64(),
    }
)

Columns = Mapping[str, Any]


def estimate_sales(frame: DuckDBPyRelation, parameters: DuckDBPyRelation) -> pa.Table:
    """Estimate what was sold in every year, by England, class and region.

    Args:
        frame: council_2024_code, authority_class, region_code, financial_year, receipts_gbp_real,
            asset_count: a row for each council and year.
        parameters: parameter, value: the seed `param_asset_sales`.

    Returns:
        A row for each year, area and estimator; empty numbers where too few councils answered.
    """
    settings = dict(parameters.project("parameter, value").fetchall())
    years = frame.project("financial_year").distinct().order("financial_year").fetchall()
    rows: list[dict[str, object]] = []
    for (year,) in years:
        columns = _year(frame, year)
        rows += [{"financial_year": year, **row} for row in _rows(columns, settings)]
    return pa.Table.from_pylist(rows, schema=ESTIMATES)


def _year(frame: DuckDBPyRelation, year: str) -> Columns:
    of_year = frame.filter(f"financial_year = '{year}'").order("council_2024_code")
    return of_year.project(
        "authority_class, region_code, receipts_gbp_real::double as receipts,"
        " coalesce(asset_count, 'nan'::double) as sold"
    ).fetchnumpy()


def _rows(columns: Columns, settings: Mapping[str, float]) -> Iterator[dict[str, object]]:
    classes = np.unique(columns["authority_class"], return_inverse=True)[1]
    sold = np.ma.getdata(columns["sold"]).astype(float)
    receipts = np.ma.getdata(columns["receipts"]).astype(float)
    councils = survey.Councils(classes, receipts, sold)
    answered = int(councils.answered.sum())
    if answered < settings["minimum_councils"]:
        for method in survey.ESTIMATORS:
            for area, member in _areas(columns):
                yield area | {"method": method} | _counts(councils, member)
        return
    councils = survey.collapse_strata(councils)
    for method in survey.ESTIMATORS:
        point, draws = _given(councils, method, settings)
        for area, member in _areas(columns):
            found = _estimate(councils, point, draws, member, settings)
            yield area | {"method": method} | _counts(councils, member) | found


def _given(
    councils: survey.Councils, method: str, settings: Mapping[str, float]
) -> tuple[survey.Floats, survey.Floats]:
    """What an estimator gives each council: once as it is, and in every draw with its spread."""
    random = np.random.default_rng(int(settings["seed"]))
    weights = survey.bootstrap_weights(councils, int(settings["draws"]), random)
    give = survey.ESTIMATORS[method]
    point = give(councils, councils.answered.astype(float)[np.newaxis])
    return point, survey.scatter(councils, give(councils, weights), random)


def _estimate(
    councils: survey.Councils,
    point: survey.Floats,
    draws: survey.Floats,
    member: NDArray[np.bool_],
    settings: Mapping[str, float],
) -> dict[str, object]:
    ends = [settings["interval_low"], settings["interval_high"]]
    low, high = np.quantile(survey.total(councils, draws, member), ends)
    return {
        "asset_count": float(survey.total(councils, point, member)[0]),
        "asset_count_low": float(low),
        "asset_count_high": float(high),
        "bound_low": survey.bound(councils, settings["bound_low"], member),
        "bound_high": survey.bound(councils, settings["bound_high"], member),
    }


def _areas(columns: Columns) -> Iterator[tuple[dict[str, object], NDArray[np.bool_]]]:
    every = np.ones(columns["authority_class"].size, dtype=bool)
    yield {"scope": "country", "area_code": "E92000001"}, every
    for scope, name in (("class", "authority_class"), ("region", "region_code")):
        for code in np.unique(columns[name]):
            yield {"scope": scope, "area_code": str(code)}, columns[name] == code


def _counts(councils: survey.Councils, member: NDArray[np.bool_]) -> dict[str, object]:
    return {
        "council_count": int(member.sum()),
        "answered_count": int((member & councils.answered).sum()),
    }
