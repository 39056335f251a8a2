"""Cells of publishers' tables that hold a number, or a mark in the place of one.

Belongs here: telling the two apart. Not here: what a mark means.
"""

import re

import polars as pl

NUMBER = re.compile(r"-?(\d[\d,]*(\.\d*)?|\.\d+)([eE][-+]?\d+)?")


def number_or_mark(cell: str | None) -> dict[str, str | None]:
    """A cell as `value`, the number as published, or as `marker`, what stands in its place."""
    is_number = cell is not None and NUMBER.fullmatch(cell) is not None
    return {"value": cell if is_number else None, "marker": None if is_number else cell or None}


def numbers_and_marks(cells: pl.Expr) -> list[pl.Expr]:
    """The columns `value` and `marker` of a column of cells, as `number_or_mark` has them."""
    is_number = cells.str.contains(f"^{NUMBER.pattern}$")
    return [
        pl.when(is_number).then(cells).alias("value"),
        pl.when(~is_number).then(cells).replace("", None).alias("marker"),
    ]
