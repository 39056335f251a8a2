"""Sharing out a pot that someone asks for, over the latest release.

Belongs here: from what a person types to a row of the seed param_scenarios, and how the answer is
shown. Not here: the formulas. They are the macros that dbt renders too, read from its own file.
"""

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import duckdb
import jinja2
import polars as pl
import xlsxwriter
import yaml
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from catalog.build import DEMO_LABEL
from catalog.errors import QueryError
from catalog.query import connect
from catalog.release import Release
from orchestration.warehouse import PROJECT

FORMULAS = {
    "per-head": "F0",
    "need": "F1",
    "mix": "F2",
    "match-london": "F3",
    "catch-up": "F4",
    "base": "F5",
    "damped": "F6",
}
TIMES = {"": 1, "k": 10**3, "m": 10**6, "bn": 10**9}
POT = re.compile(r"£?([\d,]+(?:\.\d+)?) ?(k|m|bn)?", re.IGNORECASE)
# What a choice may be at most; at least it is 0.
MOST = {
    "gamma": 10,
    "need_weight": 1,
    "catch_up_share": 1,
    "catch_up_rate": 1,
    "base_gbp": 10**9,
    "least_share": 10,
    "most_share": 10,
}
LARGEST = 10**12
SHOWN = 20
NEEDED = "fair_funding_inputs"

ANSWER = """
    select
        area_code,
        area_name,
        population_count,
        need_per_head,
        cast(cast(allocation_pence as decimal(18, 0)) / 100 as decimal(18, 2)) as allocation_gbp,
        cast(round(allocation_pence / 100 / population_count, 2) as decimal(18, 2))
            as allocation_per_head_gbp,
        bound,
        status,
        allocation_pence,
        (from caveats) as caveat
    from shared
    left join (
        select
            area_code,
            area_name
        from fair_funding_inputs
        where area_type = $area_type and measure = 'population'
    ) as names using (area_code)
    order by allocation_pence / population_count desc nulls last, area_code
"""

Scenario = Mapping[str, object]


def pounds(text: str) -> Decimal:
    """A sum as people write it: `50m`, `£2.5bn`, `395,000,000.50`.

    Raises:
        QueryError: it is no sum of pounds and whole pence.
    """
    found = POT.fullmatch(text.strip())
    amount = Decimal(found[1].replace(",", "")) * TIMES[(found[2] or "").lower()] if found else None
    if amount is None or amount != round(amount, 2) or amount > LARGEST:
        raise QueryError(
            f"'{text}' is no sum of money up to £1,000bn.",
            "Write it as 50m, £2.5bn or 395000000.50.",
        )
    return amount


def scenario_of(pot: str, formula: str, level: str, choices: Scenario) -> dict[str, object]:
    """A row of the seed param_scenarios.

    Args:
        pot: a sum of money, or `match-cost`: what matching London costs.
        formula: a key or a value of `FORMULAS`.
        level: kind and vintage of the areas, such as `ward_2024`.
        choices: any other column of the seed.

    Raises:
        QueryError: the pot or the formula is not one of these, or a choice is out of range.
    """
    code = FORMULAS.get(formula.lower(), formula.upper())
    if code not in FORMULAS.values():
        raise QueryError(f"There is no formula '{formula}'.", f"There are {', '.join(FORMULAS)}.")
    is_cost = pot == "match-cost"
    row = dict.fromkeys(column_types()) | {
        "scenario_id": "asked",
        "formula": code,
        "pot_rule": "match_cost" if is_cost else "amount",
        "pot_base_gbp": None if is_cost else pounds(pot),
        "pot_share": None if is_cost else 1,
        "area_type": level,
    }
    asked = row | dict(choices)
    for name, most in MOST.items():
        asked[name] = _within(name, asked[name], most)
    if code == "F0" or (code == "F3" and not asked["gamma"]):
        asked["need_measure"] = None
    return asked


def _within(name: str, value: object, most: int) -> Decimal | None:
    if value is None:
        return None
    try:
        number = Decimal(str(value))
        is_within = 0 <= number <= most
    except InvalidOperation as error:
        raise QueryError(f"{name} is '{value}', which is no number.") from error
    if not is_within:
        raise QueryError(f"{name} is {value}; it can be from 0 to {most}.")
    return number


def column_types() -> dict[str, str]:
    """Columns of the seed param_scenarios and their types, in order."""
    seeds = yaml.safe_load((PROJECT / "seeds" / "_fair.yml").read_text(encoding="utf-8"))["seeds"]
    (found,) = (seed for seed in seeds if seed["name"] == "param_scenarios")
    types: dict[str, str] = found["config"]["column_types"]
    return types


def share_out(release: Release, scenario: Scenario) -> pl.DataFrame:
    """What each area gets, the most per head first: pence that add up to the pot.

    Raises:
        QueryError: the scenario cannot be; the message has the arithmetic.
    """
    if release.dataset(NEEDED) is None:
        raise QueryError(f"The release has no dataset {NEEDED}.", "Make a new one: `lbn refresh`.")
    macros = _macros()
    with connect(release) as connection:
        _write_scenario(connection, scenario)
        connection.execute(
            f"create temp table targets as {macros.allocation_targets('scenarios', NEEDED)}"
        )
        _refuse(connection, macros, scenario)
        connection.execute(f"create temp table shared as {macros.allocations('targets')}")
        connection.execute(f"create temp table caveats as select {macros.allocation_caveat()}")
        return connection.sql(ANSWER, params={"area_type": scenario["area_type"]}).pl()


def print_allocations(release: Release, frame: pl.DataFrame, say: Console) -> None:
    """Print the first areas, the sum, and the sentence that goes with them."""
    table = Table("area", "name", "residents", "£", "£ per head", "")
    for row in frame.head(SHOWN).iter_rows(named=True):
        told = row["bound"] if row["status"] == "allocated" else row["status"]
        table.add_row(row["area_code"], escape(row["area_name"] or ""), *_numbers(row), told)
    say.print(table)
    given = Decimal(frame["allocation_pence"].sum()) / 100
    without = frame["allocation_pence"].null_count()
    say.print(f"{frame.height - without:,} areas get £{given:,.2f}; {without:,} have no number.")
    say.print(escape(_caveat(release, frame)))


def write_files(release: Release, frame: pl.DataFrame, csv: Path | None, xlsx: Path | None) -> None:
    """Write all areas, each row with the caveat; the workbook also has it on its first sheet."""
    if csv is not None:
        frame.write_csv(csv)
    if xlsx is not None:
        with xlsxwriter.Workbook(xlsx) as workbook:
            about = workbook.add_worksheet("About")
            about.write(0, 0, _caveat(release, frame))
            about.write(1, 0, f"Release {release.id}")
            frame.write_excel(workbook, "Data")


def _numbers(row: Mapping[str, Any]) -> tuple[str, ...]:
    forms = {
        "population_count": ",.0f",
        "allocation_gbp": ",.2f",
        "allocation_per_head_gbp": ",.2f",
    }
    return tuple(
        "" if row[name] is None else format(row[name], form) for name, form in forms.items()
    )


def _caveat(release: Release, frame: pl.DataFrame) -> str:
    label = f"{DEMO_LABEL}. " if release.manifest.demo else ""
    return label + str(frame["caveat"][0])


def _macros() -> Any:
    text = (PROJECT / "macros" / "allocate.sql").read_text(encoding="utf-8")
    return jinja2.Environment(autoescape=False).from_string(text).module  # noqa: S701 - it is SQL


def _write_scenario(connection: duckdb.DuckDBPyConnection, scenario: Scenario) -> None:
    types = column_types()
    columns = ", ".join(f"{name} {type_}" for name, type_ in types.items())
    connection.execute(f"create temp table scenarios ({columns})")
    marks = ", ".join("?" * len(types))
    values = [scenario[name] for name in types]
    connection.execute(f"insert into scenarios values ({marks})", values)  # noqa: S608 - marks only


def _refuse(connection: duckdb.DuckDBPyConnection, macros: Any, scenario: Scenario) -> None:
    refused = connection.sql(macros.allocation_refusals("targets")).fetchall()
    if refused:
        raise QueryError(f"This cannot be shared out: {refused[0][-1]}.")
    held = connection.sql("select status, count(*) from targets group by all order by all")
    found = dict(held.fetchall())
    if "allocated" not in found:
        why = ", ".join(found) or f"no {scenario['area_type']} is in {scenario['eligible_set']}"
        raise QueryError(f"Nothing can be shared out: {why}.")
