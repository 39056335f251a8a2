"""One workbook of capital outturn in long form: a record for each cell of its data sheets.

Data sheets hold one row per authority below several rows of headers, then rows of totals. Sheets
that only show one chosen authority or service, notes and lists repeat them and are not read.
"""

import re
from collections.abc import Iterator

import fastexcel
import polars as pl

from ingest.card import Layout
from ingest.cells import NUMBER, number_or_mark
from ingest.errors import ContractError
from ingest.readers import load_sheet, open_workbook

SOURCE = "mhclg_capital_outturn"
FRONT = re.compile(r"(?i)front page")
NOT_DATA = re.compile(r"(?i)col refs|lists|index|symbols|sheet1|.*drop-?down|.*exp by service")
HEADERS = (
    *("sheet", "sheet_row", "sheet_column", "financial_year", "lgf_code", "ons_code", "name"),
    *("region", "class", "subclass", "block", "section", "title", "field", "value", "marker"),
)
LGF_CODE = re.compile(r"E\d{4}")
ONS_CODE = re.compile(r"[EK]\d\d(\d{6})?")
REFERENCE = re.compile(r"(?i)row|col|m?\d+(\.\d+)?(memo)?\s*(\( ?\w+\))?")
FIELD = re.compile(r"([A-Z0-9]+-)?[a-z0-9]+-(amt|strt|end|chng)(-\w+)?")
YEAR = re.compile(r"\b20(\d\d)-(\d\d)\b|\b(\d\d)-(\d\d)\b")
BLOCK = re.compile(r"(?i).*breakdown|national totals")
CHANGED = "look at the workbook; if its layout has changed, mend this source's parser"

Cells = list[str | None]
Record = dict[str, str | None]


def parse(payload: bytes, layout: Layout) -> pl.DataFrame:
    """Every cell of every data sheet, as strings.

    `value` is the number as published, in £ thousand; `marker` what stands in its place. Totals
    have no `lgf_code`; `block` is the heading above them. `section` is the merged title over
    several columns, `title` the column's own, `field` the publisher's machine name.

    Raises:
        ContractError: the front page names no year, or a sheet names another.
    """
    del layout
    workbook = open_workbook(SOURCE, payload)
    sheets = {
        name: _rows(workbook, name)
        for name in workbook.sheet_names
        if not NOT_DATA.fullmatch(name.strip())
    }
    fronts = [name for name in sheets if FRONT.fullmatch(name.strip())]
    year = _front_year([rows for name, rows in sheets.items() if name in fronts])
    records = [
        {**record, "sheet": name.strip(), "financial_year": year}
        for name, rows in sheets.items()
        if name not in fronts
        for record in _sheet_records(name, rows, year)
    ]
    return pl.DataFrame(records, schema=dict.fromkeys(HEADERS, pl.String))


def _rows(workbook: fastexcel.ExcelReader, name: str) -> list[Cells]:
    frame = load_sheet(SOURCE, workbook, name)
    return [
        [" ".join(cell.split()) or None if cell else None for cell in row] for row in frame.rows()
    ]


def _front_year(fronts: list[list[Cells]]) -> str:
    years = [year for rows in fronts for row in rows[:3] for year in _years(row)]
    if not years:
        raise ContractError(SOURCE, "the workbook's front page names no financial year", CHANGED)
    return years[0]


def _years(cells: Cells) -> Iterator[str]:
    """Financial years named in texts, as 2008-09."""
    for cell in cells:
        for match in YEAR.finditer(cell or ""):
            first, last = match.group(1) or match.group(3), match.group(2) or match.group(4)
            if int(last) == (int(first) + 1) % 100:
                yield f"20{first}-{last}"


def _sheet_records(name: str, rows: list[Cells], year: str) -> Iterator[Record]:
    named = {*_years([name, *rows[0][:1], *rows[1][:1]])}
    if named - {year}:
        raise ContractError(SOURCE, f"sheet '{name}' is of {sorted(named)}, not of {year}", CHANGED)
    first = next(i for i, row in enumerate(rows) if any(map(_is_lgf_code, row[:2])))
    start = next(j for j, cell in enumerate(rows[first]) if cell and NUMBER.fullmatch(cell))
    titles = _titles([row[start:] for row in rows[:first]])
    roles = _roles([row[:start] for row in rows])
    block = None
    for number, row in enumerate(rows[first:], first + 1):
        known = {role: cell for role, cell in zip(roles, row[:start], strict=True) if role}
        if heading := next((cell for cell in row[:start] if cell and BLOCK.fullmatch(cell)), None):
            block = heading
        elif _is_lgf_code(known.get("lgf_code")) or (known.get("name") and any(row[start:])):
            yield from _records(known | {"block": block}, number, start, row[start:], titles)


def _is_lgf_code(cell: str | None) -> bool:
    return cell is not None and LGF_CODE.fullmatch(cell) is not None


def _records(
    authority: Record, number: int, start: int, cells: Cells, titles: list[Record]
) -> Iterator[Record]:
    for offset, (cell, title) in enumerate(zip(cells, titles, strict=True)):
        if title["title"] is None:
            continue
        yield {
            **authority,
            **title,
            "sheet_row": str(number),
            "sheet_column": str(start + offset + 1),
            **number_or_mark(cell),
        }


def _roles(rows: list[Cells]) -> list[str | None]:
    """What each column before the values holds: codes are known by their form, the rest by order.

    After the codes come the name and the class, with the region between them (before 2012-13) or
    a subclass after them (from 2017-18).
    """
    authorities = [row for row in rows if any(map(_is_lgf_code, row))]
    columns = list(zip(*authorities, strict=True))
    roles: list[str | None] = [_code_role(column) for column in columns]
    plain = [j for j, role in enumerate(roles) if role is None]
    last = columns[plain[-1]]
    names = ["name", "class", "subclass"] if "ons_code" in roles else ["name", "region", "class"]
    if len(plain) == 2 or set(last) <= {None}:
        names = ["name", "class"]
    for j, name in zip(plain, names, strict=False):
        roles[j] = name
    return roles


def _code_role(column: tuple[str | None, ...]) -> str | None:
    """The kind of code that at least half of a column's cells are."""
    said = [cell for cell in column if cell]
    for role, form in (("lgf_code", LGF_CODE), ("ons_code", ONS_CODE)):
        if 2 * sum(form.fullmatch(cell) is not None for cell in said) > len(column):
            return role
    return None


def _titles(rows: list[Cells]) -> list[Record]:
    """The section, title and field of each column, from all rows of headers."""
    width = len(rows[0])
    fields = next(
        (row for row in rows if any(cell and FIELD.fullmatch(cell) for cell in row)), None
    )
    texts = [row for row in rows if _is_title_row(row)]
    merged = texts.pop(0) if len(texts) > 1 and _is_section(texts[0]) else [None] * width
    titles = [" ".join(row[j] or "" for row in texts).strip() or None for j in range(width)]
    return [
        {"section": section, "title": title, "field": fields[j] if fields else None}
        for j, (section, title) in enumerate(zip(_carried(merged, titles), titles, strict=True))
    ]


def _is_title_row(row: Cells) -> bool:
    """Whether it says something of its columns: not references, fields or one word for all."""
    said = [cell for cell in row if cell]
    of_titles = [cell for cell in said if not (REFERENCE.fullmatch(cell) or FIELD.fullmatch(cell))]
    repeats = len(said) > 3 and len(set(said)) == 1
    return bool(of_titles) and not repeats


def _is_section(row: Cells) -> bool:
    return 2 * len({cell for cell in row if cell}) <= len(row)


def _carried(merged: Cells, titles: Cells) -> Iterator[str | None]:
    """Merged titles over all their columns, but not over columns that share a title."""
    section = None
    for j, (cell, title) in enumerate(zip(merged, titles, strict=True)):
        section = cell or section
        yield None if title in (titles[j - 1 : j] + titles[j + 1 : j + 2]) else section
