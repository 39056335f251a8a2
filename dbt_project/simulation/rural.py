"""What chance does to rural areas: from tables of the warehouse to tables for the warehouse.

Belongs here: which columns of which dbt models the arithmetic reads, and those it gives back. Not
here: the arithmetic (`pockets`).
"""

from collections.abc import Mapping
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from dbt_project.simulation.pockets import (
    Floats,
    Ints,
    Larger,
    Smaller,
    exceedance,
    fit_rates,
    normal_exceedance,
    predict_rates,
    share_out,
)

MILLION = 1_000_000
DIMENSIONS = [f"share_deprived_in_{number}" for number in ("one", "two", "three", "four")]

Table = Mapping[str, NDArray[Any]]
Parameters = Mapping[str, float]


def estimate_output_areas(
    modelled: duckdb.DuckDBPyRelation, param_methods: duckdb.DuckDBPyRelation
) -> pa.Table:
    """People in income deprivation of every output area, and how surely a rural one is needy.

    Args:
        modelled: `int_rural__modelled`.
        param_methods: the seed.

    Returns:
        `oa_2021_code`; people and people in income deprivation in millionths, which add up to those
        of the LSOA exactly; `high_need_share`, the rate that areas of high need are above; and
        `high_need_probability`, empty for urban areas. No row if no output area has an LSOA.
    """
    parameters = _read_parameters(param_methods)
    areas = _read(modelled.order("area_type, area_code"))
    groups = [_Group(_pick(areas, areas["is_rural"] == is_rural)) for is_rural in (True, False)]
    people = np.concatenate([group.people for group in groups])
    counts = np.concatenate([group.counts() for group in groups])
    threshold = _threshold(counts, people, parameters)
    chance = np.full(len(people), np.nan)
    if len(people):
        chance[: len(groups[0].people)] = groups[0].chance(threshold, parameters)
    return pa.table(
        {
            "oa_2021_code": np.concatenate([group.codes for group in groups]).astype(str),
            "population_millionths": people,
            "income_deprived_millionths": counts,
            "high_need_share": np.full(len(people), threshold),
            "high_need_probability": pa.array(chance, from_pandas=True),
        }
    )


def appraise_lsoas(
    lsoas: duckdb.DuckDBPyRelation, param_methods: duckdb.DuckDBPyRelation
) -> pa.Table:
    """How surely each rural LSOA's rate is above England's threshold.

    The published count is taken as chance would give it among the people, each with the same risk.

    Args:
        lsoas: `int_rural__lsoas`; of IoD 2025 alone is said anything.
        param_methods: the seed.

    Returns:
        `lsoa_2021_code`, `high_need_share`, `high_need_probability`.
    """
    areas = _read(lsoas.filter("edition = 'iod_2025'").order("lsoa_code"))
    people = areas["population"].astype(np.float64)
    counts = areas["income_deprived_count"]
    threshold = _threshold(counts, people, _read_parameters(param_methods))
    rural = areas["is_rural"].astype(bool)
    return pa.table(
        {
            "lsoa_2021_code": areas["lsoa_code"][rural].astype(str),
            "high_need_share": np.full(int(rural.sum()), threshold),
            "high_need_probability": normal_exceedance(counts[rural], people[rural], threshold),
        }
    )


class _Group:
    """The rural or the urban LSOAs and their output areas, each in order of code."""

    def __init__(self, areas: Table) -> None:
        lsoas = _pick(areas, areas["area_type"] == "lsoa_2021")
        inside = _pick(areas, areas["area_type"] == "oa_2021")
        self.codes: NDArray[Any] = inside["area_code"]
        self.households = inside["household_count"].astype(np.float64)
        self.position: Ints = np.searchsorted(
            lsoas["area_code"].astype(str), inside["lsoa_2021_code"].astype(str)
        )
        self.covariates: Floats = _covariates(inside)
        self.larger = Larger(
            counts=lsoas["lsoa_income_deprived_count"],
            people=lsoas["lsoa_population"].astype(np.float64),
            covariates=_covariates(lsoas),
            clusters=np.unique(lsoas["cluster_code"].astype(str), return_inverse=True)[1],
        )
        self.people = self._share_out(self.larger.people, self.households)

    def counts(self) -> Ints:
        """People in income deprivation, in millionths."""
        if not len(self.codes):
            return np.zeros(0, dtype=np.int64)
        rates = predict_rates(fit_rates(self.larger), self.covariates)
        return self._share_out(self.larger.counts, self.people * rates, self.people)

    def chance(self, threshold: float, parameters: Parameters) -> Floats:
        """The probability that each output area's rate is above the threshold."""
        smaller = Smaller(self.people / MILLION, self.covariates, self.position)
        draws, seed = int(parameters["rural_pocket_draws"]), int(parameters["rural_seed"])
        return exceedance(self.larger, smaller, threshold, draws, seed)

    def _share_out(self, totals: Floats, weights: Floats, limits: Ints | None = None) -> Ints:
        millionths = np.round(totals * MILLION).astype(np.int64)
        filled = np.bincount(self.position, minlength=len(totals)) > 0
        return share_out(np.where(filled, millionths, 0), self.position, weights, limits)


def _read_parameters(param_methods: duckdb.DuckDBPyRelation) -> Parameters:
    columns = _read(param_methods)
    return dict(zip(columns["parameter"], map(float, columns["value"]), strict=True))


def _read(relation: duckdb.DuckDBPyRelation) -> Table:
    return {name: np.asarray(column) for name, column in relation.fetchnumpy().items()}


def _pick(table: Table, rows: NDArray[np.bool_]) -> Table:
    return {name: column[rows] for name, column in table.items()}


def _covariates(areas: Table) -> Floats:
    return np.column_stack([areas[name] for name in DIMENSIONS])


def _threshold(counts: NDArray[Any], people: NDArray[Any], parameters: Parameters) -> float:
    """The quantile of all areas' rates: the smallest rate that so many areas do not exceed."""
    rates = np.sort(counts[people > 0] / people[people > 0])
    if not len(rates):
        return float("nan")
    return float(rates[int(np.ceil(parameters["rural_pocket_percentile"] * len(rates))) - 1])
