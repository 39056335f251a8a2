"""Numbers and the marks that stand in their place."""

import time

import polars as pl
import pytest

from ingest.cells import number_or_mark, numbers_and_marks

NUMBERS = ("0", "-12", "1.5", "-.5", "1,234,567", "1.0E-2")
MARKS = ("-", ".", "1-2", "n/a", "..", "[x]")


@pytest.mark.parametrize("cell", NUMBERS)
def test_a_number_is_a_value(cell: str) -> None:
    assert number_or_mark(cell) == {"value": cell, "marker": None}


@pytest.mark.parametrize("cell", MARKS)
def test_what_is_no_number_is_a_mark(cell: str) -> None:
    assert number_or_mark(cell) == {"value": None, "marker": cell}


@pytest.mark.parametrize("cell", ["", None])
def test_an_empty_cell_is_neither(cell: str | None) -> None:
    assert number_or_mark(cell) == {"value": None, "marker": None}


def test_a_column_of_cells_is_told_apart_as_its_cells_are() -> None:
    cells = [*NUMBERS, *MARKS, "", None]
    found = pl.DataFrame({"cell": cells}).select(numbers_and_marks(pl.col("cell")))
    assert found.to_dicts() == [number_or_mark(cell) for cell in cells]


def test_a_cell_of_countless_digits_is_looked_at_in_no_time() -> None:
    start = time.perf_counter()
    assert number_or_mark("1" * 30_000 + "x")["value"] is None
    assert time.perf_counter() - start < 1
