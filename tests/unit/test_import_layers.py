"""Imports go one way: orchestration may use catalog and ingest; the others know only themselves."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("ingest", "catalog", "dbt_project", "orchestration", "tests")
FORBIDDEN = {
    "dbt_project": {"ingest", "catalog", "orchestration", "dagster", "dagster_dbt", "dbt"},
    "ingest": {"catalog", "orchestration", "dagster", "dagster_dbt", "dbt"},
    "catalog": {"ingest", "orchestration", "dagster", "dagster_dbt", "dbt"},
    "orchestration": {"tests"},
}
DRAWERS = {"utils", "util", "helpers", "helper", "misc", "common"}


def modules(room: str) -> list[Path]:
    found = (ROOT / room).rglob("*.py")
    return sorted(path for path in found if "target" not in path.relative_to(ROOT).parts)


def imported(path: Path) -> Iterator[str]:
    """First names of everything a file imports, wherever in the file it does."""
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} has a relative import in line {node.lineno}"
            yield str(node.module).split(".")[0]


@pytest.mark.parametrize("room", FORBIDDEN)
def test_a_room_imports_only_from_the_rooms_below_it(room: str) -> None:
    assert modules(room)
    wrong = {
        f"{path.relative_to(ROOT)} imports {name}"
        for path in modules(room)
        for name in imported(path)
        if name in FORBIDDEN[room]
    }
    assert not wrong


@pytest.mark.parametrize("room", ROOMS)
def test_no_room_has_a_drawer_for_odds_and_ends(room: str) -> None:
    drawers = [p for p in modules(room) if DRAWERS & {part.removesuffix(".py") for part in p.parts}]
    assert not drawers


@pytest.mark.parametrize("room", ["ingest", "catalog", "dbt_project", "orchestration"])
def test_every_module_says_what_it_is_for(room: str) -> None:
    silent = [p for p in modules(room) if not ast.get_docstring(ast.parse(p.read_bytes()))]
    assert not silent
