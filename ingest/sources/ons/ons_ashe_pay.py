"""Tables 7 and 8 of the Annual Survey of Hours and Earnings: pay by district, in long form.

A workbook has a sheet for each group of employees, whose headers stand on rows 3 to 5. A CSV is one
such sheet. The publisher's zip holds workbooks of estimates (`Table 7.6a`) and of their
coefficients of variation (`Table 7.6b`).
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterator, Sequence

import polars as pl

from ingest.bundle import unzip_members
from ingest.card import Layout, load_cards
from ingest.errors import ContractError
from ingest.readers import load_sheet, open_workbook

SOURCE = "ons_ashe_pay"
WANTED = r".*Table [78]\.[1567]a .*\.xlsx?"
HEADER_ROW = 5
HEADERS = ["Description", "Code", "(thousand)", "Median", "change", "Mean", "change"]
PERCENTILES = ["10", "20", "25", "30", "40", "60", "70", "75", "80", "90"]
COLUMNS = ["Description", "Code", "Jobs", "Median", "Median change", "Mean", "Mean change"]
AREA_CODE = r"[A-Z]\d{8}"
CHANGED = "look at the sheet; if the publisher changed its layout, mend this source's parser"
MARKS = ["x", "..", ":", "-"]

Rows = Sequence[Sequence[str | None]]


def parse(payload: bytes, layout: Layout) -> pl.DataFrame:
    """Every estimate of one file: a workbook, a CSV, or a zip of workbooks.

    Returns:
        Strings: `Table` (`7.6a`), `Employees` (`all`, `male full-time` …), the publisher's columns,
        and `Median mark`, the publisher's sign in place of a median that it withholds.

    Raises:
        ContractError: a sheet whose headers are not those of the table.
    """
    sheets = [_long(table, group, rows) for table, group, rows in _sheets(payload)]
    return pl.concat(sheets)


def _sheets(payload: bytes) -> Iterator[tuple[str, str, Rows]]:
    """The table's number, the group of employees, and the rows of each sheet."""
    if zipfile.is_zipfile(io.BytesIO(payload)) and not _is_workbook(payload):
        for body in unzip_members(SOURCE, WANTED, load_cards()[SOURCE].max_bytes, payload).values():
            yield from _sheets_of_workbook(body)
    elif payload.lstrip(b'"\xef\xbb\xbf').startswith(b"Table"):
        rows = list(csv.reader(io.StringIO(payload.decode("cp1252"))))
        yield _number(rows), _group(rows), rows
    else:
        yield from _sheets_of_workbook(payload)


def _is_workbook(payload: bytes) -> bool:
    with zipfile.ZipFile(io.BytesIO(payload)) as archive:
        return "[Content_Types].xml" in archive.namelist()


def _sheets_of_workbook(payload: bytes) -> Iterator[tuple[str, str, Rows]]:
    workbook = open_workbook(SOURCE, payload)
    for name in workbook.sheet_names:
        if name != "Notes":
            rows = load_sheet(SOURCE, workbook, name).rows()
            yield _number(rows), name.lower(), rows


def _number(rows: Rows) -> str:
    found = re.match(r"Table (\d\.\d+a)", rows[0][0] or "")
    if not found:
        raise ContractError(
            SOURCE, f"a sheet is titled {rows[0][0]!r}, not 'Table 7.1a …'", CHANGED
        )
    return found[1]


def _group(rows: Rows) -> str:
    found = re.search(r"For (.+) employee jobs", rows[0][0] or "")
    if not found:
        raise ContractError(
            SOURCE, f"the title {rows[0][0]!r} names no group of employees", CHANGED
        )
    return found[1]


def _long(table: str, group: str, rows: Rows) -> pl.DataFrame:
    width = len(HEADERS) + len(PERCENTILES)
    if list(rows[HEADER_ROW - 1][:width]) != HEADERS + PERCENTILES:
        raise ContractError(
            SOURCE, f"table {table}, {group}: other headers on row {HEADER_ROW}", CHANGED
        )
    areas = [
        [*row[:width], *[None] * (width - len(row))]
        for row in rows
        if re.fullmatch(AREA_CODE, (row[1:2] or [""])[0] or "")
    ]
    names = COLUMNS + PERCENTILES
    frame = pl.DataFrame(areas, schema=dict.fromkeys(names, pl.String), orient="row")
    median = pl.col("Median").str.strip_chars()
    return frame.with_columns(
        pl.lit(table).alias("Table"),
        pl.lit(group).alias("Employees"),
        pl.when(median.is_in(MARKS)).then(median).alias("Median mark"),
    )
