"""The gap in grants between groups of wards: from tables of the warehouse to a table for it.

Belongs here: which columns of which dbt models the arithmetic reads, and those it gives back. Not
here: the arithmetic (`bootstrap`), or which wards and which money are compared (SQL).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from dbt_project.simulation import bootstrap
from dbt_project.simulation.bootstrap import Drawn, Floats, Ints, Members

Table = Mapping[str, NDArray[Any]]
Parameters = Mapping[str, float]

THOUSAND = 1_000
MILLION = 1_000_000
PENCE = 100
WHERE = ("ward_2017", "district_2024")
WINSORISED = {"winsorised 1 %": 0.01, "winsorised 5 %": 0.05}
DECIMALS = 6
KEYS = ("evidence", "money", "left_behind_definition", "comparator", "measure")
NUMBERS = (
    "left_behind_rate",
    "left_behind_rate_low",
    "left_behind_rate_high",
    "comparator_rate",
    "comparator_rate_low",
    "comparator_rate_high",
    "relative_gap",
    "relative_gap_low",
    "relative_gap_high",
    "matched_resident_share",
)
RESULT = pa.schema(
    [(key, pa.string()) for key in KEYS]
    + [(number, pa.float64()) for number in NUMBERS]
    + [("draw_count", pa.int64()), ("district_count", pa.int64())]
)


@dataclass(frozen=True)
class Comparison:
    """Two groups of wards.

    Attributes:
        definition: which wards are left behind.
        comparator: with what they are compared.
        pair: two times (wards,), whether each ward is in the group.
        cells: (wards,), the cell within which like is compared with like; below 0 without one.
    """

    definition: str
    comparator: str
    pair: tuple[Members, Members]
    cells: Ints


@dataclass(frozen=True)
class Result:
    """Rates of both groups, (1 + draws,) each, and the share of residents that was matched."""

    measure: str
    rates: tuple[Floats, Floats]
    matched: float = np.nan


def estimate_gaps(
    observed: duckdb.DuckDBPyRelation,
    areas: duckdb.DuckDBPyRelation,
    param_methods: duckdb.DuckDBPyRelation,
) -> pa.Table:
    """Every measure of every comparison for every cut of the money, with intervals.

    Args:
        observed: `int_gap__observed` or `int_gap__observed_2018`.
        areas: `int_gap__areas`.
        param_methods: the seed.

    Returns:
        `KEYS`; rates per resident (of grants: per 1,000), the gap and the ends of their intervals,
        empty where they are not defined; in how many draws the gap is defined; and the number of
        districts that are drawn. No row if no money is located.
    """
    parameters = dict(param_methods.project("parameter, cast(value as double)").fetchall())
    located = _read(observed.filter("is_located").order("all"))
    wards = _Wards(_read(areas.order("ward_2017_code")), located, parameters)
    pieces = [
        [evidence, money, *row]
        for evidence in sorted(set(located["evidence"]))
        for money in sorted(set(located["money"][located["evidence"] == evidence]))
        for row in _rows(wards, _pick(located, evidence, money), parameters)
    ]
    columns = list(zip(*pieces, strict=True)) or [()] * len(RESULT)
    return pa.table([list(column) for column in columns], schema=RESULT)


class _Wards:
    """Wards in order of code, then one place for each district's money that no ward here has."""

    def __init__(self, areas: Table, located: Table, parameters: Parameters) -> None:
        self.codes: NDArray[Any]
        self.codes, first = np.unique(areas["ward_2017_code"].astype(str), return_index=True)
        of_ward = areas["district_2024_code"][first].astype(str)
        homeless = located["district_2024_code"][located["ward_2017_code"] == ""].astype(str)
        self.districts: NDArray[Any] = np.unique(np.concatenate([of_ward, homeless]))
        numbers = np.concatenate(
            [np.searchsorted(self.districts, of_ward), np.arange(len(self.districts))]
        )
        people = areas["population_2021_count"][first].astype(np.float64)
        self.drawn = Drawn(
            districts=numbers,
            residents=np.concatenate([np.round(people * THOUSAND), np.zeros(len(self.districts))]),
            counts=bootstrap.draw_districts(
                len(self.districts),
                int(parameters["grant_gap_draws"]),
                int(parameters["grant_gap_seed"]),
            ),
        )
        self.comparisons = list(self._comparisons(areas))
        pairs = [group for comparison in self.comparisons for group in comparison.pair]
        self._numbers = {key: n for n, key in enumerate(dict.fromkeys(g.tobytes() for g in pairs))}
        self.groups: list[Members] = [np.frombuffer(key, dtype=bool) for key in self._numbers]

    def number(self, group: Members) -> int:
        """The place of a group of wards in `groups`, where each is held once."""
        return self._numbers[group.tobytes()]

    def place(self, located: Table, column: str, scale: int) -> Floats:
        """The column's values by ward, as whole numbers of 1 / scale."""
        codes, districts = (located[f"{n}_code"].astype(str) for n in WHERE)
        position = np.where(
            codes == "",
            len(self.codes) + np.searchsorted(self.districts, districts),
            np.searchsorted(self.codes, codes),
        )
        values = np.zeros(len(self.drawn.residents))
        np.add.at(values, position, np.round(located[column].astype(np.float64) * scale))
        return values

    def _comparisons(self, areas: Table) -> Iterator[Comparison]:
        pairs = zip(areas["left_behind_definition"], areas["comparator"], strict=True)
        names = np.array(["\t".join(pair) for pair in pairs])
        for name in np.unique(names):
            rows = {column: values[names == name] for column, values in areas.items()}
            definition, comparator = name.split("\t")
            is_whole = comparator == "England"
            yield Comparison(
                definition=definition,
                comparator=comparator,
                pair=(
                    self._members(rows["is_left_behind"], of_all_places=False),
                    self._members(rows["is_comparator"], of_all_places=is_whole),
                ),
                cells=self._cells(rows["cell"].astype(str)),
            )

    def _members(self, flags: NDArray[Any], of_all_places: bool) -> Members:
        homeless = np.full(len(self.districts), of_all_places)
        return np.concatenate([flags.astype(bool), homeless])

    def _cells(self, names: NDArray[Any]) -> Ints:
        known = np.unique(names[names != ""])
        numbers = np.where(names == "", -1, np.searchsorted(known, names))
        return np.concatenate([numbers, np.full(len(self.districts), -1)])


def _rows(
    wards: _Wards, located: Table, parameters: Parameters
) -> Iterator[list[str | float | int | None]]:
    """One row for each comparison and measure of one cut of the money."""
    ends = parameters["grant_gap_interval_low"], parameters["grant_gap_interval_high"]
    for comparison, result in _results(wards, located) if wards.groups else ():
        left, right = result.rates
        gap = bootstrap.gap(left, right)
        numbers = [
            number
            for values in (left, right, gap)
            for number in (float(values[0]), *bootstrap.interval(values, ends))
        ]
        yield [
            comparison.definition,
            comparison.comparator,
            result.measure,
            *map(_rounded, (*numbers, result.matched)),
            int(np.isfinite(gap[1:]).sum()),
            len(wards.districts),
        ]


def _rounded(number: float) -> float | None:
    return round(number, DECIMALS) if np.isfinite(number) else None


def _results(wards: _Wards, located: Table) -> Iterator[tuple[Comparison, Result]]:
    pence = wards.place(located, "amount_pence", 1)
    grants = wards.place(located, "grant_count", MILLION)
    groups = wards.groups
    # Pence per thousandth of a resident, and millionths of a grant per thousandth of a resident.
    in_pounds, in_grants = THOUSAND / PENCE, THOUSAND * THOUSAND / MILLION
    measured = {
        "mean": (bootstrap.mean_rates(wards.drawn, pence, groups), in_pounds),
        "count": (bootstrap.mean_rates(wards.drawn, grants, groups), in_grants),
    }
    if not located["is_apportioned"].any():
        for measure, found in _rates_of_single_wards(wards, pence):
            measured[measure] = (found, in_pounds)
    for comparison in wards.comparisons:
        left, right = (wards.number(group) for group in comparison.pair)
        for measure, (rates, unit) in measured.items():
            yield comparison, Result(measure, (rates[left] * unit, rates[right] * unit))
        yield comparison, _matched(wards.drawn, pence, comparison, in_pounds)


def _rates_of_single_wards(wards: _Wards, pence: Floats) -> Iterator[tuple[str, list[Floats]]]:
    """What needs each ward's own money, not its share of a district's."""
    yield "median ward", bootstrap.median_rates(wards.drawn, pence, wards.groups)
    for measure, share in WINSORISED.items():
        yield measure, bootstrap.winsorised_rates(wards.drawn, pence, wards.groups, share)


def _matched(drawn: Drawn, pence: Floats, comparison: Comparison, unit: float) -> Result:
    left, right, share = bootstrap.matched_rates(drawn, pence, comparison.pair, comparison.cells)
    return Result("matched", (left * unit, right * unit), float(share[0]))


def _read(relation: duckdb.DuckDBPyRelation) -> dict[str, NDArray[Any]]:
    """Columns as arrays; empty text stands for no value."""
    return {
        name: np.ma.filled(column, "") if column.dtype == object else np.ma.getdata(column)
        for name, column in relation.fetchnumpy().items()
    }


def _pick(located: Table, evidence: str, money: str) -> Table:
    rows = (located["evidence"] == evidence) & (located["money"] == money)
    return {name: values[rows] for name, values in located.items()}
