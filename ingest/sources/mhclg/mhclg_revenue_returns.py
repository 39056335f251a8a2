"""A sheet of revenue returns, saved as CSV, in long form: a record for each cell of its tables.

Above the header stand titles, the publisher's machine names and line numbers, and headings over
several columns; below it authorities, then totals of England and of classes, then footnotes.
"""

import codecs
import csv
import io
import re
from collections.abc import Iterator

import polars as pl

from ingest.card import Layout
from ingest.cells import number_or_mark
from ingest.errors import ContractError

SOURCE = "mhclg_revenue_returns"
HEADERS = (
    *("return_name", "financial_year", "sheet_row", "sheet_column", "lgf_code", "ons_code", "name"),
    *("notes", "class", "detailed_class", "certified", "block", "field", "line_number", "section"),
    *("title", "value", "marker"),
)
ROLES = {
    **{"E-code": "lgf_code", "ONS Code": "ons_code", "Local authority": "name"},
    **{"Notes": "notes", "": "notes", "Class": "class", "Certified": "certified"},
    **{"Detailed Class": "detailed_class", "Subclass": "detailed_class"},
}
OF_RETURN = re.compile(r"\((RSX|RA)\)")
YEAR = re.compile(r"\b20\d\d-\d\d\b")
LGF_CODE = re.compile(r"E\d{4}")
LINE_NUMBER = re.compile(r"\d{3,4}")
FIELD = re.compile(r"(RSX-)?[a-z]+(-[a-z]+)*")
BLOCK = re.compile(r"(?i)class breakdown")

Record = dict[str, str | None]


def parse(payload: bytes, layout: Layout) -> pl.DataFrame:
    """Every cell of an authority or total, as strings.

    `value` is the number as published, in £ thousand; `marker` what stands in its place. `block` is
    the heading of the table of class totals. `section` is the heading over several columns.

    Raises:
        ContractError: no header, or no name of a return or year above it.
    """
    del layout
    rows = [
        [" ".join(cell.split()) for cell in row] for row in csv.reader(io.StringIO(_text(payload)))
    ]
    header = next((i for i, row in enumerate(rows) if row[:2] == ["E-code", "ONS Code"]), 0)
    of_return = OF_RETURN.search(rows[0][0])
    year = YEAR.search(rows[0][0])
    if not (header and of_return and year):
        raise ContractError(SOURCE, "the sheet lacks its title or its header")
    of_sheet = {"return_name": of_return.group(1), "financial_year": year.group()}
    records = [{**record, **of_sheet} for record in _records(rows, header)]
    return pl.DataFrame(records, schema=dict.fromkeys(HEADERS, pl.String))


def _text(payload: bytes) -> str:
    """UTF-8, or what a Mac's spreadsheet saved."""
    try:
        return payload.removeprefix(codecs.BOM_UTF8).decode()
    except UnicodeDecodeError:
        return payload.decode("mac_roman")


def _records(rows: list[list[str]], header: int) -> Iterator[Record]:
    start = next(i for i, label in enumerate(rows[header]) if label not in ROLES)
    roles = [ROLES[label] for label in rows[header][:start]]
    columns = _columns([row[start:] for row in rows[: header + 1]], start)
    block = None
    for number, row in enumerate(rows[header + 1 :], header + 2):
        known = {role: cell or None for role, cell in zip(roles, row[:start], strict=True)}
        if BLOCK.match(known["name"] or ""):
            block = known["name"]
        elif known["name"] and any(row[start:]):
            for column in columns:
                place = {"sheet_row": str(number), "block": block}
                yield (
                    known
                    | place
                    | column
                    | number_or_mark(row[int(column["sheet_column"] or 0) - 1])
                )


def _columns(above: list[list[str]], start: int) -> list[Record]:
    """What each titled column is of: machine name, line number, heading and title."""
    titles = above.pop()
    fields = next((row for row in above if _all(FIELD, row)), None)
    numbers = next((row for row in reversed(above) if _all(LINE_NUMBER, row)), None)
    sections = next((row for row in above if row[0][1:2].islower() and not _all(FIELD, row)), None)
    found: list[Record] = []
    section = None
    for offset, title in enumerate(titles):
        section = (sections and sections[offset]) or section
        if title:
            column = {"sheet_column": str(start + offset + 1), "title": title, "section": section}
            field = fields[offset] if fields else None
            found.append(
                {**column, "field": field, "line_number": numbers[offset] if numbers else None}
            )
    return found


def _all(pattern: re.Pattern[str], row: list[str]) -> bool:
    return bool(row[0]) and all(pattern.fullmatch(cell) for cell in row if cell)
