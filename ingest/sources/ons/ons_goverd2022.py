"""Worksheets of government research and development in long form: a record for each cell.

A worksheet holds several tables below each other: a row that begins "Table 1a:", a row of headings,
then rows of figures.
"""

import re
from collections.abc import Iterator

import polars as pl

from ingest.card import Layout
from ingest.cells import number_or_mark
from ingest.errors import ContractError
from ingest.readers import load_sheet, open_workbook

SOURCE = "ons_goverd2022"
TABLE = re.compile(r"Table 1[a-z]: .+")
HEADERS = ("sheet", "sheet_row", "sheet_title", "units", "table_title", "row_title", "column_title")

Row = list[str]
Record = dict[str, str | None]


def parse(payload: bytes, layout: Layout) -> pl.DataFrame:
    """Every figure of the numbered worksheets, as strings.

    `value` is the number as published in what `units` says; `marker` what stands in its place.

    Raises:
        ContractError: a numbered worksheet has no table.
    """
    del layout
    workbook = open_workbook(SOURCE, payload)
    records: list[Record] = []
    for name in filter(str.isdigit, workbook.sheet_names):
        sheet = load_sheet(SOURCE, workbook, name)
        rows = [[" ".join((cell or "").split()) for cell in row] for row in sheet.rows()]
        if not any(TABLE.fullmatch(row[0]) for row in rows):
            raise ContractError(SOURCE, f"worksheet {name} has no table")
        of_sheet: Record = {"sheet": name, "sheet_title": rows[0][0], "units": rows[4][0]}
        records += [of_sheet | record for record in _records(rows)]
    return pl.DataFrame(records, schema=dict.fromkeys((*HEADERS, "value", "marker"), pl.String))


def _records(rows: list[Row]) -> Iterator[Record]:
    table: str | None = None
    headings: Row = []
    for number, row in enumerate(rows, 1):
        if TABLE.fullmatch(row[0]):
            table, headings = row[0], []
        elif table and not headings:
            headings = row[1:]
        elif table and row[0]:
            place: Record = {"sheet_row": str(number), "table_title": table, "row_title": row[0]}
            for heading, cell in zip(headings, row[1:], strict=True):
                if heading:
                    yield place | {"column_title": heading} | number_or_mark(cell)
